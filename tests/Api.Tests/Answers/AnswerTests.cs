using System.Globalization;
using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Api.Tests.Answers;

/// <summary>The shape of what clients get, held against OpenAI's own description of it, whichever format the backend speaks.</summary>
public sealed class AnswerTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly object[] Tools =
    [
        new { type = "function", function = new { name = "get_weather", parameters = new { type = "object", properties = new { city = new { type = "string" } } } } },
        new { type = "function", function = new { name = "get_time", parameters = new { type = "object", properties = new { city = new { type = "string" } } } } },
    ];

    public static TheoryData<string> Aliases { get; } = ["gpt", "claude", "echo"];

    /// <summary>Alias and what the user says.</summary>
    public static TheoryData<string, string> Conversations => new()
    {
        { "gpt", "one two three" }, { "claude", "one two three" }, { "echo", "one two three" },
        { "gpt", "get_weather {\"city\":\"Oslo\"} and get_time {\"city\":\"Rome\"}" }, { "claude", "get_weather {\"city\":\"Oslo\"} and get_time {\"city\":\"Rome\"}" },
        { "gpt", "ünïcødé \"quotes\" \\ 🦊 \u2028 end" }, { "claude", "ünïcødé \"quotes\" \\ 🦊 \u2028 end" }, { "echo", "ünïcødé \"quotes\" \\ 🦊 \u2028 end" },
    };

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Conversations))]
    public async Task A_whole_answer_is_what_OpenAI_describes(string alias, string text)
    {
        using var response = await fixture.Http.ChatAsync(Asking(alias, text, stream: false), Cancellation);
        var json = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Valid(PublishedSchemas.ValidateAnswer, json);
        var answer = JsonElement.Parse(json);
        Assert.Equal(alias, answer.GetProperty("model").GetString());
        Assert.Equal(response.Content.Headers.ContentLength, System.Text.Encoding.UTF8.GetByteCount(json));
    }

    [Theory, MemberData(nameof(Conversations))]
    public async Task Every_chunk_is_what_OpenAI_describes_and_together_they_are_the_whole_answer(string alias, string text)
    {
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        using var whole = await fixture.Http.ChatAsync(Asking(alias, text, stream: false), Cancellation);
        using var streamed = await fixture.Http.ChatAsync(Asking(alias, text, stream: true), Cancellation);
        var events = await streamed.EventsAsync(Cancellation);

        Assert.Equal("[DONE]", events[^1]);
        Assert.Single(events, data => data == "[DONE]");
        Assert.All(events.SkipLast(1), data => Valid(PublishedSchemas.ValidateChunk, data));
        var chunks = events.SkipLast(1).Select(data => JsonElement.Parse(data)).ToList();
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.All(chunks, chunk => Assert.Equal(alias, chunk.GetProperty("model").GetString()));

        var choice = (await whole.JsonAsync(Cancellation)).GetProperty("choices")[0];
        Assert.Equal([choice.GetProperty("finish_reason").GetString()!], ChatCalls.FinishReasonsOf(events));
        if (choice.GetProperty("message").TryGetProperty("tool_calls", out var calls))
        {
            Assert.Equal(calls.EnumerateArray().Select(Call), CallsOf(chunks));
        }
        else
        {
            Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString(), ChatCalls.TextOf(events));
        }
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task The_usage_comes_in_a_chunk_of_its_own_after_the_last_choice_when_it_was_asked_for(string alias)
    {
        using var response = await fixture.Http.ChatAsync(
            new { model = alias, stream = true, stream_options = new { include_usage = true }, messages = new[] { new { role = "user", content = "one two" } } }, Cancellation);
        var events = await response.EventsAsync(Cancellation);
        var chunks = events.SkipLast(1).Select(data => JsonElement.Parse(data)).ToList();

        var usage = chunks[^1];
        Assert.Empty(usage.GetProperty("choices").EnumerateArray());
        Assert.True(usage.GetProperty("usage").GetProperty("total_tokens").GetInt64() > 0);
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.All(chunks.SkipLast(1), chunk =>
        {
            Assert.NotEmpty(chunk.GetProperty("choices").EnumerateArray());
            Assert.True(!chunk.TryGetProperty("usage", out var none) || none.ValueKind is JsonValueKind.Null);
        });
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task The_usage_that_only_the_gateway_asked_for_stays_hidden(string alias)
    {
        foreach (var body in new object[]
        {
            new { model = alias, stream = true, messages = new[] { new { role = "user", content = "one two" } } },
            new { model = alias, stream = true, stream_options = new { include_usage = false }, messages = new[] { new { role = "user", content = "one two" } } },
        })
        {
            using var response = await fixture.Http.ChatAsync(body, Cancellation);
            var events = await response.EventsAsync(Cancellation);

            Assert.All(events, data => Assert.DoesNotContain("usage", data, StringComparison.Ordinal));
            Assert.Equal("stop", JsonElement.Parse(events[^2]).GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        }
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_begins_with_the_role(string alias)
    {
        using var response = await fixture.Http.SayAsync(alias, "one two", Cancellation, stream: true);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal("assistant", JsonElement.Parse(events[0]).GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.All(events.Skip(1).SkipLast(1), data =>
            Assert.False(JsonElement.Parse(data).GetProperty("choices")[0].GetProperty("delta").TryGetProperty("role", out _)));
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task The_headers_are_those_that_clients_and_proxies_read(string alias)
    {
        using var whole = await fixture.Http.SayAsync(alias, "hello", Cancellation);
        using var stream = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream: true);

        Assert.Equal("application/json", whole.Content.Headers.ContentType?.ToString());
        Assert.Equal("text/event-stream; charset=utf-8", stream.Content.Headers.ContentType?.ToString());
        Assert.True(stream.Headers.CacheControl?.NoCache);
        Assert.Equal("no", stream.Headers.GetValues("x-accel-buffering").Single());
        foreach (var response in (HttpResponseMessage[])[whole, stream])
        {
            Assert.Matches("^req_[0-9a-f]{32}$", response.Headers.GetValues("x-request-id").Single());
            Assert.True(int.Parse(response.Headers.GetValues("openai-processing-ms").Single(), CultureInfo.InvariantCulture) >= 0);
            Assert.False(response.Headers.Contains("server"));
            Assert.False(response.Headers.Contains("set-cookie"));
            Assert.Equal(alias != "echo", response.Headers.TryGetValues("x-gateway-upstream-request-id", out var upstream));
            Assert.All(upstream ?? [], id => Assert.StartsWith("req_011Fake", id, StringComparison.Ordinal));
        }

        Assert.NotEqual(whole.Headers.GetValues("x-request-id"), stream.Headers.GetValues("x-request-id"));
    }

    [Fact]
    public async Task What_the_gateway_has_never_heard_of_comes_through_in_answers()
    {
        fixture.Provider.Script(FakeProvider.Behaviours.Behaviour.Sensible.Rewritten(body =>
            System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(body.Span).Replace("\"service_tier\":\"default\"", "\"tomorrow\":{\"a\":1.50e0,\"b\":\"\\u00e9\"}", StringComparison.Ordinal))));

        using var response = await fixture.Http.SayAsync("gpt", "hello", Cancellation);

        Assert.Contains("\"tomorrow\":{\"a\":1.50e0,\"b\":\"\\u00e9\"}", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static object Asking(string alias, string text, bool stream) =>
        text.StartsWith("get_", StringComparison.Ordinal)
            ? new { model = alias, stream, tools = Tools, messages = new[] { new { role = "user", content = text } } }
            : new { model = alias, stream, messages = new[] { new { role = "user", content = text } } };

    private static void Valid(Func<string, IReadOnlyList<string>> check, string json)
    {
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        var violations = check(json);
        Assert.True(violations.Count == 0, $"{string.Join("; ", violations)} in {json}");
    }

    private static (string? Name, string Arguments) Call(JsonElement call) =>
        (call.GetProperty("function").GetProperty("name").GetString(), Compact(call.GetProperty("function").GetProperty("arguments").GetString()!));

    private static IEnumerable<(string? Name, string Arguments)> CallsOf(IEnumerable<JsonElement> chunks) => chunks
        .SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray().ToArray())
        .SelectMany(choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls) ? calls.EnumerateArray().ToArray() : [])
        .GroupBy(call => call.GetProperty("index").GetInt32(), call => call.GetProperty("function"))
        .OrderBy(call => call.Key)
        .Select(call => (
            call.First().GetProperty("name").GetString(),
            Compact(string.Concat(call.Select(piece => piece.TryGetProperty("arguments", out var text) ? text.GetString() : "")))));

    private static string Compact(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));
}
