using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public sealed class OpenAiAnswerTests : IAsyncLifetime
{
    private const string Tools = """
        ,"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
                  {"type":"function","function":{"name":"now"}},
                  {"type":"custom","custom":{"name":"run"}}]
        """;

    private ProviderClient _client = null!;

    /// <summary>What is asked, with which fields.</summary>
    public static TheoryData<string, string> Questions => new()
    {
        { "hello there", "" },
        { "get_weather and now", Tools },
        { "run", Tools },
        { "hello", ""","n":2""" },
        { "as json", ""","response_format":{"type":"json_object"}""" },
        { "a long answer is cut", ""","max_tokens":2""" },
        { "get_weather", ""","functions":[{"name":"get_weather","parameters":{"type":"object","properties":{}}}]""" },
    };

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Every_answer_keeps_the_published_schema(string text, string fields)
    {
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);

        Assert.Empty(PublishedSchemas.ValidateAnswer((await AskAsync(Body(text, fields))).ToJsonString()));
        Assert.SkipWhen(text is "run", "The published schema of chunks does not know custom tools.");
        var chunks = await _client.StreamAsync("/v1/chat/completions", Body(text, fields + ""","stream":true,"stream_options":{"include_usage":true}"""));
        Assert.Equal("[DONE]", chunks[^1]);
        Assert.All(chunks[..^1], chunk => Assert.Empty(PublishedSchemas.ValidateChunk(chunk)));
        Assert.Empty(JsonNode.Parse(chunks[^2])!["choices"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_stream_adds_up_to_the_whole_answer(string text, string fields)
    {
        var whole = (await AskAsync(Body(text, fields)))["choices"]![0]!;
        var chunks = (await _client.StreamAsync("/v1/chat/completions", Body(text, fields + ""","stream":true""")))[..^1]
            .Select(chunk => JsonNode.Parse(chunk)!["choices"]![0]!).Where(choice => (int)choice["index"]! == 0).ToList();

        Assert.Equal((string?)whole["message"]!["content"] ?? "", string.Concat(chunks.Select(choice => (string?)choice["delta"]!["content"])));
        Assert.Equal((string?)whole["finish_reason"], (string?)chunks[^1]["finish_reason"]);
        Assert.Equal(
            whole["message"]!["tool_calls"]?.AsArray().Select(call => (string?)(call!["function"]?["arguments"] ?? call["custom"]!["input"])) ?? [],
            chunks.Select(choice => choice["delta"]!["tool_calls"]?[0]).OfType<JsonNode>().GroupBy(call => (int)call["index"]!)
                .Select(call => string.Concat(call.Select(piece => (string?)(piece["function"]?["arguments"] ?? piece["custom"]!["input"])))));
    }

    [Fact]
    public async Task Tool_results_are_passed_on()
    {
        var answer = await AskAsync("""
            {"model":"gpt-4o","messages":[{"role":"user","content":"now"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"now","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"now","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"b","content":"noon"},{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"one"}]}]}
            """);

        Assert.Equal("The tools said: noon; one", (string?)answer["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Azures_deployments_are_models()
    {
        using var answer = await _client.SendAsync(
            "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", """{"messages":[{"role":"user","content":"hi"}]}""", ("authorization", ""), ("api-key", "k"));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("gpt-4o", Assert.Single(_client.Provider.Requests).Model);
    }

    private static string Body(string text, string fields) => $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"{{text}}"}]{{fields}}}""";

    private Task<JsonNode> AskAsync(string body) => _client.AskAsync("/v1/chat/completions", body);
}
