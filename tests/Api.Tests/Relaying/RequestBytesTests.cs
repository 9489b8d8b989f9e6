using System.Net;
using System.Text;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>What a provider gets to see of a client's request: its body, and nothing else.</summary>
public sealed class RequestBytesTests(TargetsFixture fixture) : IClassFixture<TargetsFixture>
{
    private static readonly string[] Allowed =
        ["accept", "accept-encoding", "user-agent", "x-request-id", "content-type", "content-length", "host", "authorization", "x-api-key", "x-static", "anthropic-version", "anthropic-beta"];

    private static CancellationToken Cancellation => Patience.Token;

    /// <summary>As the client writes it, and as the provider reads it: <c>MODEL</c> and <c>STREAM_OPTIONS</c> are what the gateway owns.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { """{"model":"gpt","messages":[{"role":"user","content":"hi"}]}""", """{"model":"gpt-4o-first","messages":[{"role":"user","content":"hi"}]}""" },
        {
            """{ "messages" : [ {"role":"user","content":"\u00e9\ud83e\udd8a é"} ] ,"temperature":1.0E0,"x_unknown":{"b":1e400,"a":-0.0,"big":123456789012345678901234567890},"model" : "gpt","x":null } """,
            """{ "messages" : [ {"role":"user","content":"\u00e9\ud83e\udd8a é"} ] ,"temperature":1.0E0,"x_unknown":{"b":1e400,"a":-0.0,"big":123456789012345678901234567890},"model" : "gpt-4o-first","x":null } """
        },
        { "{\n\t\"seed\":7,\n" + "\"model\":\"gp\\u0074\"}", "{\n\t\"seed\":7,\n\"model\":\"gpt-4o-first\"}" },
        { """{"model":"gpt","stream":false,"messages":[]}""", """{"model":"gpt-4o-first","stream":false,"messages":[]}""" },
        { """{"model":"gpt","stream":true,"messages":[]}""", """{"stream_options":{"include_usage":true},"model":"gpt-4o-first","stream":true,"messages":[]}""" },
        {
            """{"model":"gpt","stream":true,"stream_options":{"include_obfuscation":false},"messages":[]}""",
            """{"model":"gpt-4o-first","stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},"messages":[]}"""
        },
        {
            """{"stream_options":{"include_usage":true},"model":"gpt","stream":true,"messages":[]}""",
            """{"stream_options":{"include_usage":true},"model":"gpt-4o-first","stream":true,"messages":[]}"""
        },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task The_bytes_of_the_client_arrive_but_for_what_the_gateway_owns(string sent, string received)
    {
        fixture.Provider.Script(Faults.Status(400));

        using var response = await fixture.Http.ChatAsync(sent, Cancellation);

        Assert.Equal(received, Encoding.UTF8.GetString(Assert.Single(fixture.AttemptsOf(response)).Request.Body.Span));
    }

    [Fact]
    public async Task Without_a_model_of_its_own_a_backend_gets_the_alias()
    {
        using var response = await fixture.Http.SayAsync("gpt-4o-mini", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("gpt-4o-mini", Assert.Single(fixture.AttemptsOf(response)).Request.Model);
    }

    [Fact]
    public async Task The_next_target_gets_the_original_again_with_a_model_of_its_own()
    {
        fixture.Provider.Script(Faults.Status(500));

        using var response = await fixture.Http.SayAsync("gpt", "hello", Cancellation, stream: true);

        var bodies = fixture.AttemptsOf(response).Select(attempt => Encoding.UTF8.GetString(attempt.Request.Body.Span)).ToList();
        Assert.Equal(2, bodies.Count);
        Assert.Equal(bodies[0].Replace("gpt-4o-first", "gpt-4o-second", StringComparison.Ordinal), bodies[1]);
    }

    [Theory]
    [InlineData("gpt", "authorization", "Bearer sk-provider-key")]
    [InlineData("claude", "x-api-key", "sk-ant-provider-key")]
    public async Task Headers_of_the_client_stay_here_and_those_of_the_document_go_out(string alias, string credential, string value)
    {
        using var request = ChatCalls.Request(new { model = alias, messages = new[] { new { role = "user", content = "hello" } } });
        foreach (var name in (string[])["x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "x-custom", "openai-organization", "openai-project", "anthropic-version", "x-stainless-retry-count", "traceparent", "baggage", "x-api-base", "x-request-id"])
        {
            request.Headers.TryAddWithoutValidation(name, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        }

        request.Headers.TryAddWithoutValidation("cookie", "session=1");
        request.Headers.TryAddWithoutValidation("api-key", "another-key");
        request.Headers.Host = "evil.example";

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        var seen = Assert.Single(fixture.AttemptsOf(response)).Request;
        Assert.Empty(seen.Headers.Keys.Except(Allowed, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(value, seen.Header(credential));
        Assert.Equal("from the document", seen.Header("x-static"));
        Assert.Equal("identity", seen.Header("accept-encoding"));
        Assert.Equal(new Uri(fixture.Provider.Url).Authority, seen.Header("host"));
        Assert.DoesNotContain(seen.Headers.Values, header => header.Contains(Documents.Key, StringComparison.Ordinal) || header.Contains("b7ad6b7169203331", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fields_that_look_like_routing_are_only_data()
    {
        using var response = await fixture.Http.ChatAsync(
            $$"""{"model":"gpt","api_base":"http://127.0.0.1:1","base_url":"http://127.0.0.1:1","api_key":"x","extra_headers":{"x":"y"},"messages":[{"role":"user","content":"hi"}]}""", Cancellation);

        var seen = Assert.Single(fixture.AttemptsOf(response)).Request;
        Assert.Equal("Bearer sk-provider-key", seen.Header("authorization"));
        Assert.Null(seen.Header("x"));
    }
}
