using System.Text;
using Orleans.Gateway.FakeProvider.Recordings;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class MessagesErrorTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Status and type as Messages has them, and what they mean.</summary>
    public static TheoryData<int, string, FailureKind> Statuses => new()
    {
        { 400, "invalid_request_error", FailureKind.Rejected },
        { 401, "authentication_error", FailureKind.Unauthorized },
        { 402, "billing_error", FailureKind.OutOfCredit },
        { 403, "permission_error", FailureKind.Forbidden },
        { 404, "not_found_error", FailureKind.NotFound },
        { 409, "conflict_error", FailureKind.Conflict },
        { 413, "request_too_large", FailureKind.TooLarge },
        { 429, "rate_limit_error", FailureKind.RateLimited },
        { 500, "api_error", FailureKind.ServerError },
        { 504, "timeout_error", FailureKind.TimedOut },
        { 529, "overloaded_error", FailureKind.Overloaded },
    };

    /// <summary>Statuses that come from something in between, with a body that is anything.</summary>
    public static TheoryData<int, FailureKind> Foreign => new()
    {
        { 302, FailureKind.Malformed },
        { 405, FailureKind.NotFound },
        { 408, FailureKind.Conflict },
        { 413, FailureKind.TooLarge },
        { 418, FailureKind.Rejected },
        { 422, FailureKind.Rejected },
        { 502, FailureKind.ServerError },
        { 503, FailureKind.ServerError },
        { 520, FailureKind.ServerError },
        { 524, FailureKind.ServerError },
        { 599, FailureKind.ServerError },
    };

    /// <summary>Messages that say more than their status.</summary>
    public static TheoryData<int, string, FailureKind> Messages => new()
    {
        { 400, "prompt is too long: 210000 tokens > 200000 maximum", FailureKind.ContextLength },
        { 400, "input length and `max_tokens` exceed context limit: 1 + 2 > 3", FailureKind.ContextLength },
        { 400, "You have reached your specified API usage limits. You will regain access on 2030-02-01.", FailureKind.OutOfCredit },
        { 400, "Your credit balance is too low to access the Anthropic API.", FailureKind.OutOfCredit },
        { 404, "model: claude-unknown", FailureKind.ModelNotFound },
        { 429, "enforced_spend_limit_reached", FailureKind.OutOfCredit },
        { 503, "x", FailureKind.ServerError },
    };

    /// <summary>The beginning of a message, and the client's name of the field.</summary>
    public static TheoryData<string, string?> Params => new()
    {
        { "messages.3.content.1: bad", "messages[3].content[1]" },
        { "messages: text content blocks must be non-empty", "messages" },
        { "messages.1.content.0.type: Expected", "messages[1].content[0].type" },
        { "tools.0.custom.input_schema.type: Field required", "tools[0].function.parameters.type" },
        { "tools.2.input_schema: bad", "tools[2].function.parameters" },
        { "max_tokens: 100000 > 64000", "max_tokens" },
        { "stop_sequences: each must have text", "stop" },
        { "anthropic-beta: unknown", null },
        { "output_config.effort: bad", null },
        { "`temperature` is deprecated for this model.", null },
        { "prompt: is", null },
        { "no colon", null },
        { "messages..x: bad", null },
    };

    public static TheoryData<string> Recorded => [.. WireFixtures.NamesOf(WireKind.AnthropicError)];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Status_and_event_mean_the_same(int status, string type, FailureKind kind)
    {
        var body = Body(type, "Words of the provider about acct_12345.");
        var failure = MessagesError.Read(status, null, null, null, Now, body);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(status, failure.ProviderStatus);
        Assert.Equal("Words of the provider about acct_12345.", failure.RawMessage);
        Assert.Equal(kind, MessagesError.FromEvent(body).Kind);
        Assert.Equal(failure.Message, MessagesError.FromEvent(body).Message);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Only_errors_of_the_request_are_told_in_the_providers_words(int status, string type, FailureKind kind)
    {
        var message = MessagesError.Read(status, null, null, null, Now, Body(type, "Words of the provider.")).Message;
        Assert.Equal(status is 400 or 404 or 413 ? "Words of the provider." : FailureText.Of(kind), message);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Status_is_enough(int status, FailureKind kind)
    {
        foreach (var body in (string[])["", "<html><h1>cloudflare</h1>", "null", "[]", "{}", "{\"error\":", "\"x\"", "{\"error\":{\"message\":7}}"])
        {
            var failure = MessagesError.Read(status, null, null, null, Now, Encoding.UTF8.GetBytes(body));
            Assert.Equal(kind, failure.Kind);
            Assert.Equal(FailureText.Of(kind), failure.Message);
            Assert.Null(failure.RawMessage);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_says_more_than_the_status(int status, string message, FailureKind kind) =>
        Assert.Equal(kind, MessagesError.Read(status, null, null, null, Now, Body("invalid_request_error", message)).Kind);

    [Theory]
    [InlineData("""{"message":"Malformed input"}""")]
    [InlineData("""{"error":"Malformed input"}""")]
    [InlineData("""{"detail":"Malformed input"}""")]
    [InlineData("""{"error":{"code":400,"message":"Malformed input","status":"INVALID_ARGUMENT"}}""")]
    [InlineData("""[{"error":{"code":400,"message":"Malformed input"}}]""")]
    public void Shapes_of_other_hosts_are_understood(string body)
    {
        var failure = MessagesError.Read(400, null, null, null, Now, Encoding.UTF8.GetBytes(body));
        Assert.Equal("Malformed input", failure.Message);
        Assert.Equal("Malformed input", failure.RawMessage);
    }

    [Theory]
    [MemberData(nameof(Params))]
    public void Field_at_fault_has_the_clients_name(string message, string? param) =>
        Assert.Equal(param, MessagesError.Read(400, null, null, null, Now, Body("invalid_request_error", message)).Param);

    [Fact]
    public void Spend_limit_with_a_time_to_wait_is_a_rate()
    {
        var failure = MessagesError.Read(429, "7", null, "true", Now, Body("rate_limit_error", "spend limit of 40,000 input tokens per minute"));
        Assert.Equal(FailureKind.RateLimited, failure.Kind);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.True(failure.ShouldRetry);
        Assert.Equal("tokens", failure.Type);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("false", false)]
    [InlineData("maybe", null)]
    public void Advice_of_the_provider_is_kept(string? header, bool? advice) =>
        Assert.Equal(advice, MessagesError.Read(500, null, null, header, Now, default).ShouldRetry);

    [Fact]
    public void Code_of_the_details_is_kept()
    {
        var body = """{"type":"error","error":{"type":"invalid_request_error","message":"m","details":{"error_code":"too_odd"}}}"""u8;
        Assert.Equal("too_odd", MessagesError.Read(400, null, null, null, Now, body).Code);
    }

    [Fact]
    public void Model_that_is_unknown_is_not_named_by_its_deployment()
    {
        var failure = MessagesError.Read(404, null, null, null, Now, Body("not_found_error", "model: my-deployment"));
        Assert.DoesNotContain("my-deployment", failure.Message, StringComparison.Ordinal);
        Assert.Equal("model", failure.Param);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_error_is_understood(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        var fixture = WireFixtures.Get(name);
        var failure = fixture.IsStream
            ? MessagesError.FromEvent(Encoding.UTF8.GetBytes(fixture.Events()[^1]))
            : MessagesError.Read(fixture.ReplayStatus, null, null, null, Now, fixture.Raw());
        Assert.False(string.IsNullOrEmpty(failure.RawMessage));
        Assert.NotEqual(FailureKind.Malformed, failure.Kind);
    }

    private static byte[] Body(string type, string message) =>
        Encoding.UTF8.GetBytes($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_1"}""");
}
