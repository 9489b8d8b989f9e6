using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>
/// A model that thinks wants its thinking back with the results of its tools. Clients that speak Chat Completions send back what they know: the
/// calls and the results. The provider of these tests signs its thinking, as the real one does.
/// </summary>
public sealed class ThinkingMemoryTests(ThinkingMemoryTests.Fixture fixture) : IClassFixture<ThinkingMemoryTests.Fixture>
{
    private static readonly object Tool = new
    {
        type = "function",
        function = new { name = "get_weather", parameters = new { type = "object", properties = new { city = new { type = "string" } } } },
    };

    private const string Question = """get_weather {"city":"Oslo"}""";

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)] // many a streaming loop keeps the calls alone
    [InlineData(false, "Let me look that up.")]
    [InlineData(true, "Let me look that up.")]
    public async Task Thinking_that_a_client_drops_is_back_in_the_next_turn(bool stream, string? text)
    {
        var (id, arguments) = await CallAsync(fixture.Http, stream);

        JsonElement[] turn = [];
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await fixture.Http.ChatAsync(Continue(id, arguments, stream, text), Cancellation);
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
                turn = [.. Assistant(Assert.Single(fixture.AttemptsOf(response)).Request.Json)];

                // It is remembered beside the answer, and so a moment later on a busy machine.
                return turn[0].GetProperty("type").GetString() == "thinking";
            },
            Cancellation);

        Assert.NotEmpty(turn[0].GetProperty("signature").GetString()!);
        Assert.Equal("tool_use", turn[^1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Thinking_of_one_subscription_is_never_given_to_another()
    {
        var (id, arguments) = await CallAsync(fixture.Http, stream: false);

        using var other = new HttpClient { BaseAddress = fixture.Http.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", Fixture.OtherKey) } };
        using var response = await other.ChatAsync(Continue(id, arguments, stream: false), Cancellation);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        Assert.DoesNotContain(Assistant(Assert.Single(fixture.AttemptsOf(response)).Request.Json), block => block.GetProperty("type").GetString() == "thinking");
    }

    private static async Task<(string Id, string Arguments)> CallAsync(HttpClient http, bool stream)
    {
        using var response = await http.ChatAsync(
            new { model = "claude", stream, reasoning_effort = "low", tools = new[] { Tool }, messages = new object[] { new { role = "user", content = Question } } }, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        if (!stream)
        {
            var answer = await response.JsonAsync(Cancellation);
            var call = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0];
            return (call.GetProperty("id").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!);
        }

        var (id, arguments) = ("", "");
        foreach (var data in (await response.EventsAsync(Cancellation)).Where(data => data != "[DONE]"))
        {
            var choices = JsonElement.Parse(data).GetProperty("choices");
            if (choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("tool_calls", out var calls))
            {
                id = calls[0].TryGetProperty("id", out var named) ? named.GetString()! : id;
                arguments += calls[0].GetProperty("function").TryGetProperty("arguments", out var more) ? more.GetString() : "";
            }
        }

        return (id, arguments);
    }

    private static object Continue(string id, string arguments, bool stream, string? text = null) => new
    {
        model = "claude",
        stream,
        reasoning_effort = "low",
        tools = new[] { Tool },
        messages = new object[]
        {
            new { role = "user", content = Question },
            new { role = "assistant", content = text, tool_calls = new[] { new { id, type = "function", function = new { name = "get_weather", arguments } } } },
            new { role = "tool", tool_call_id = id, content = "12 degrees" },
        },
    };

    private static JsonElement[] Assistant(JsonElement request) =>
        [.. request.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("role").GetString() == "assistant").GetProperty("content").EnumerateArray()];

    public sealed class Fixture : GatewayFixture
    {
        public const string OtherKey = "team-b-key-0123456789";

        private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
        {
            backends = new { anthropic = Documents.Anthropic(providerUrl) },
            apis = new { llm = new { path = "/llm/v1", aliases = new { claude = Documents.Targets("anthropic") } } },
            products = new { all = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new Dictionary<string, object>
            {
                ["team-a"] = new { product = "all", keys = new[] { Documents.Key } },
                ["team-b"] = new { product = "all", keys = new[] { OtherKey } },
            },
        });
    }
}
