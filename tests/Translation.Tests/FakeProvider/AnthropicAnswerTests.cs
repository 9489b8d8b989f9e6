using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public sealed class AnthropicAnswerTests : IAsyncLifetime
{
    private const string Tools = """
        "tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}},
                 {"name":"now","input_schema":{"type":"object","properties":{}}}]
        """;

    private ProviderClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task The_user_is_repeated()
    {
        var answer = await AskAsync(Body("""[{"role":"user","content":"hello there"}]"""));

        Assert.Equal("You said: hello there", (string?)answer["content"]![0]!["text"]);
        Assert.Equal("end_turn", (string?)answer["stop_reason"]);
        Assert.Equal(4, (int)answer["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task A_stream_says_the_same_word_by_word()
    {
        var events = await StreamAsync(Body("""[{"role":"user","content":"hello there"}]"""));

        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(one => (string?)one["type"]));
        Assert.Equal("You said: hello there", string.Concat(events.Select(one => (string?)one["delta"]?["text"])));
        Assert.Equal(4, (int)events[^2]["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task Named_tools_are_called_with_the_input_behind_their_name()
    {
        var answer = await AskAsync(Body("""[{"role":"user","content":"get_weather {\"city\":\"Oslo\"} and get_weather and now"}]""", Tools));

        var calls = answer["content"]!.AsArray().Where(block => (string?)block!["type"] == "tool_use").ToList();
        Assert.Equal(["""{"city":"Oslo"}""", """{"city":"sample"}""", "{}"], calls.Select(call => call!["input"]!.ToJsonString()));
        Assert.Equal(3, calls.Select(call => (string?)call!["id"]).Distinct().Count());
        Assert.Equal("tool_use", (string?)answer["stop_reason"]);
    }

    [Fact]
    public async Task A_call_without_arguments_streams_a_placeholder_and_one_empty_piece()
    {
        var events = await StreamAsync(Body("""[{"role":"user","content":"now get_weather"}]""", Tools));

        Assert.Equal("{}", events.First(one => (string?)one["content_block"]?["name"] == "now")["content_block"]!["input"]!.ToJsonString());
        Assert.Equal([""], PiecesOf(events, index: 1));
        Assert.Equal("""{"city":"sample"}""", string.Concat(PiecesOf(events, index: 2)));
    }

    [Theory]
    [InlineData("""{"type":"tool","name":"now"}""", "now")]
    [InlineData("""{"type":"any"}""", "get_weather")]
    [InlineData("""{"type":"none"}""", "")]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""", "get_weather")]
    public async Task Tool_choice_is_obeyed(string choice, string called)
    {
        var answer = await AskAsync(Body("""[{"role":"user","content":"get_weather twice: get_weather"}]""", Tools, $"\"tool_choice\":{choice}"));

        var names = answer["content"]!.AsArray().Select(block => (string?)block!["name"]).OfType<string>().ToList();
        Assert.Equal(called, names.FirstOrDefault() ?? "");
        Assert.Equal(choice.Contains("any", StringComparison.Ordinal) ? 2 : called is "" ? 0 : 1, names.Count);
    }

    [Fact]
    public async Task Tool_results_are_passed_on()
    {
        var answer = await AskAsync(Body("""
            [{"role":"user","content":"get_weather"},
             {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"get_weather","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"rain"}]}]
            """, Tools));

        Assert.Equal("The tools said: rain", (string?)answer["content"]![0]!["text"]);
    }

    [Fact]
    public async Task Stop_sequences_and_limits_end_an_answer()
    {
        var stopped = await AskAsync(Body("""[{"role":"user","content":"one two END three"}]""", "\"stop_sequences\":[\"END\"]"));
        var limited = await AskAsync("""{"model":"claude-sonnet-4-5","max_tokens":3,"messages":[{"role":"user","content":"one two three"}]}""");
        var warmed = await AskAsync("""{"model":"claude-sonnet-4-5","max_tokens":0,"messages":[{"role":"user","content":"one"}]}""");

        Assert.Equal(("stop_sequence", "END", "You said: one two "), ((string?)stopped["stop_reason"], (string?)stopped["stop_sequence"], (string?)stopped["content"]![0]!["text"]));
        Assert.Equal(("max_tokens", "You said: one"), ((string?)limited["stop_reason"], (string?)limited["content"]![0]!["text"]));
        Assert.Empty(warmed["content"]!.AsArray());
    }

    [Fact]
    public async Task A_marked_prefix_is_written_once_and_read_afterwards()
    {
        var body = Body("""[{"role":"user","content":"hi"}]""", $"\"system\":[{{\"type\":\"text\",\"text\":\"{new string('s', 400)}\",\"cache_control\":{{\"type\":\"ephemeral\"}}}}]");

        var first = (await AskAsync(body))["usage"]!;
        var second = (await AskAsync(body))["usage"]!;

        Assert.InRange((int)first["cache_creation_input_tokens"]!, 100, 120);
        Assert.Equal(0, (int)first["cache_read_input_tokens"]!);
        Assert.Equal(0, (int)second["cache_creation_input_tokens"]!);
        Assert.Equal((int)first["cache_creation_input_tokens"]!, (int)second["cache_read_input_tokens"]!);
        Assert.Equal((int)first["input_tokens"]!, (int)second["input_tokens"]!);
    }

    [Theory]
    [InlineData("claude-opus-5-5", "", true)]   // always thinks, shows nothing
    [InlineData("claude-opus-4-7", "", null)]   // does not, unless asked
    [InlineData("claude-opus-4-7", "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}", false)]
    [InlineData("claude-sonnet-5", "\"thinking\":{\"type\":\"disabled\"}", null)]
    public async Task Thinking_is_signed_and_hidden_as_its_family_does(string model, string field, bool? hidden)
    {
        var answer = await AskAsync($$"""{"model":"{{model}}","max_tokens":100,{{(field is "" ? "" : field + ",")}}"messages":[{"role":"user","content":"hi"}]}""");

        var thinking = answer["content"]!.AsArray().FirstOrDefault(block => (string?)block!["type"] == "thinking");
        Assert.Equal(hidden, thinking is null ? null : ((string?)thinking["thinking"])!.Length == 0);
        Assert.True(thinking is null || ((string?)thinking["signature"])!.Length > 0);
    }

    [Fact]
    public async Task Structured_output_keeps_its_schema()
    {
        var answer = await AskAsync(Body("""[{"role":"user","content":"hi"}]""",
            """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"mood":{"enum":["good","bad"]},"n":{"type":"integer"}},"required":["mood","n"],"additionalProperties":false}}}"""));

        Assert.Equal("""{"mood":"good","n":1}""", (string?)answer["content"]![0]!["text"]);
    }

    [Fact]
    public async Task What_was_asked_is_remembered()
    {
        await AskAsync(Body("""[{"role":"user","content":"hi"}]"""));

        await _client.Provider.WaitForIdleAsync(TestContext.Current.CancellationToken);
        var request = Assert.Single(_client.Provider.Requests);
        Assert.Equal(("POST", "/v1/messages", "claude-sonnet-4-5", "k", Dialect.Anthropic), (request.Method, request.Path, request.Model, request.Header("X-Api-Key"), request.Dialect));
        var entry = Assert.Single(_client.Provider.Ledger.Entries);
        Assert.Equal((CallEnd.Completed, 200, 1), (entry.End, entry.Status, entry.Events));
    }

    private static string Body(string messages, params string[] fields) =>
        $$"""{"model":"claude-sonnet-4-5","max_tokens":1000,"messages":{{messages}}{{string.Concat(fields.Select(field => "," + field))}}}""";

    private static List<string?> PiecesOf(List<JsonNode> events, int index) =>
        [.. events.Where(one => (int?)one["index"] == index && one["delta"] is not null).Select(one => (string?)one["delta"]!["partial_json"])];

    private Task<JsonNode> AskAsync(string body) => _client.AskAsync("/v1/messages", body);

    private async Task<List<JsonNode>> StreamAsync(string body) =>
        [.. (await _client.StreamAsync("/v1/messages", body.Insert(1, "\"stream\":true,"))).Select(data => JsonNode.Parse(data)!)];
}
