using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class MessageAnswerTests
{
    private static readonly AnswerPlan Plan = Streamed.Plan with { Stream = false };

    /// <summary>What a rule is about, the content blocks, the stop reason, and the message with its finish.</summary>
    public static TheoryData<string, string, string, string> Answers => new()
    {
        { "text", """[{"type":"text","text":"a"}]""", "end_turn", """{"role":"assistant","content":"a","refusal":null,"annotations":[]} stop""" },
        { "all texts", """[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"thinking","thinking":""},{"type":"text","text":"c"}]""", "end_turn", """{"role":"assistant","content":"ab\n\nc","refusal":null,"annotations":[]} stop""" },
        { "nothing", "[]", "end_turn", """{"role":"assistant","content":"","refusal":null,"annotations":[]} stop""" },
        { "refusal", "[]", "refusal", """{"role":"assistant","content":null,"refusal":"The response was blocked by the provider's safety system.","annotations":[]} content_filter""" },
        { "refusal behind text", """[{"type":"text","text":"a"}]""", "refusal", """{"role":"assistant","content":"a","refusal":"The response was blocked by the provider's safety system.","annotations":[]} content_filter""" },
        { "calls", """[{"type":"tool_use","id":"t","name":"f","input":{"b": 1.0, "a": "x  y"}},{"type":"tool_use","id":"u","name":"g","input":{}}]""", "tool_use", """{"role":"assistant","content":null,"refusal":null,"annotations":[],"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"b\":1.0,\"a\":\"x  y\"}"}},{"id":"u","type":"function","function":{"name":"g","arguments":"{}"}}]} tool_calls""" },
        { "renamed, custom and wrapped calls", """[{"type":"tool_use","id":"1","name":"short","input":{}},{"type":"tool_use","id":"2","name":"patch","input":{"input":"a\nb"}},{"type":"tool_use","id":"3","name":"wrap","input":{"value":[1, 2]}}]""", "tool_use", """{"role":"assistant","content":null,"refusal":null,"annotations":[],"tool_calls":[{"id":"1","type":"function","function":{"name":"long","arguments":"{}"}},{"id":"2","type":"custom","custom":{"name":"patch","input":"a\nb"}},{"id":"3","type":"function","function":{"name":"wrap","arguments":"[1,2]"}}]} tool_calls""" },
        { "thinking", """[{"type":"thinking","thinking":"a","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"thinking","thinking":"","signature":"t"},{"type":"text","text":"b"}]""", "end_turn", """{"role":"assistant","content":"b","refusal":null,"annotations":[],"reasoning_content":"a","reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a","signature":"s","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":1},{"type":"reasoning.text","text":"","signature":"t","format":"anthropic-claude-v1","index":2}]} stop""" },
        { "citations", """[{"type":"text","text":"a "},{"type":"text","text":"b🙂","citations":[{"type":"web_search_result_location","url":"https://x.y/","title":"T"},{"type":"char_location","cited_text":"q"}]}]""", "end_turn", """{"role":"assistant","content":"a b🙂","refusal":null,"annotations":[{"type":"url_citation","url_citation":{"url":"https://x.y/","title":"T","start_index":2,"end_index":4}}],"citations":[{"type":"char_location","cited_text":"q","start_index":2,"end_index":4}]} stop""" },
        { "blocks of the provider's own", """[{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","content":[]},{"type":"hologram"},7]""", "end_turn", """{"role":"assistant","content":"","refusal":null,"annotations":[]} stop""" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Content_becomes_a_message(string rule, string content, string stop, string message)
    {
        Assert.NotEmpty(rule);
        var plan = Plan with
        {
            ToolNames = new Dictionary<string, string> { ["short"] = "long" }.ToFrozenDictionary(),
            CustomTools = FrozenSet.Create("patch"),
            WrappedTools = FrozenSet.Create("wrap"),
        };
        var choice = Translate(plan, $$"""{"type":"message","id":"msg_1","content":{{content}},"stop_reason":"{{stop}}"}""").Answer["choices"]![0]!;
        Assert.Equal(
            message.Replace("🙂", @"\uD83D\uDE42", StringComparison.Ordinal),
            $"{choice["message"]!.ToJsonString(Relaxed.Json)} {choice["finish_reason"]}".Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_is_what_OpenAI_sends()
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = MessageAnswer.Translate("""{"type":"message","id":"msg_1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":5}}"""u8, Plan, output);
        Assert.Equal(
            """{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"claude","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(new WholeAnswer(new(3, 5), "stop", null), outcome);
    }

    /// <summary>The provider's usage, and prompt, completion, cache read, cache write, reasoning.</summary>
    public static TheoryData<string, long[]> Usages => new()
    {
        { """{"input_tokens":10,"output_tokens":5}""", [10, 5, 0, 0, 0] },
        { """{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":1000,"output_tokens":5,"output_tokens_details":{"thinking_tokens":3}}""", [1110, 5, 100, 1000, 3] },
        { """{"input_tokens":10,"cache_read_input_tokens":null,"output_tokens":5,"output_tokens_details":null,"iterations":null}""", [10, 5, 0, 0, 0] },
        { """{"input_tokens":1,"output_tokens":2,"iterations":[{"type":"compaction","input_tokens":100,"output_tokens":20},{"type":"message","input_tokens":1,"output_tokens":2,"cache_read_input_tokens":7},{"type":"other","input_tokens":9}]}""", [108, 22, 7, 0, 0] },
        { """{"input_tokens":1,"output_tokens":2,"iterations":[{"type":"message","input_tokens":100,"output_tokens":20},{"type":"fallback_message","input_tokens":1,"output_tokens":2}]}""", [1, 2, 0, 0, 0] },
        { """{"input_tokens":1,"output_tokens":2,"iterations":[]}""", [1, 2, 0, 0, 0] },
        { """{"input_tokens":1000000001,"output_tokens":9000000000000000000,"cache_read_input_tokens":7}""", [7, 0, 7, 0, 0] },
        { """{"input_tokens":1,"output_tokens":2,"iterations":[{"type":"message","input_tokens":900000000},{"type":"message","input_tokens":900000000,"output_tokens":3}]}""", [1_000_000_000, 3, 0, 0, 0] },
        { """{"input_tokens":-1,"output_tokens":2.5,"cache_read_input_tokens":"x"}""", [0, 0, 0, 0, 0] },
        { "null", [0, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Usages))]
    public void Usage_is_counted_as_OpenAI_does(string usage, long[] counts)
    {
        var (_, outcome) = Translate(Plan, $$"""{"type":"message","id":"msg_1","content":[],"stop_reason":"end_turn","usage":{{usage}}}""");
        Assert.Equal(new TokenUsage(counts[0], counts[1], counts[2], counts[3], counts[4]), outcome.Usage);
    }

    [Theory]
    [InlineData("```json\n{\"a\": 1}\n```", "{\"a\": 1}")]
    [InlineData("  ```\n[1]```\n", "[1]")]
    [InlineData("```json\n{\"a\": \n```", "```json\n{\"a\": \n```")]
    [InlineData("Here: ```json\n1\n```", "Here: ```json\n1\n```")]
    [InlineData("{\"a\": \"```\"}", "{\"a\": \"```\"}")]
    public void Code_fence_around_json_is_taken_off(string text, string content)
    {
        var body = $$"""{"type":"message","id":"msg_1","content":[{"type":"text","text":{{JsonValue.Create(text).ToJsonString()}}}],"stop_reason":"end_turn"}""";
        Assert.Equal(content, (string?)Translate(Plan with { JsonObject = true }, body).Answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal(text, (string?)Translate(Plan, body).Answer["choices"]![0]!["message"]!["content"]);
    }

    [Theory]
    [InlineData("", FailureKind.Malformed)]
    [InlineData("<html>busy</html>", FailureKind.Malformed)]
    [InlineData("null", FailureKind.Malformed)]
    [InlineData("{}", FailureKind.Malformed)]
    [InlineData("{\"type\":\"message\",\"content\":[", FailureKind.Malformed)]
    [InlineData("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", FailureKind.Overloaded)]
    [InlineData("{\"error\":{\"message\":\"x\"}}", FailureKind.ServerError)]
    public void Body_that_is_no_answer_is_a_failure_and_writes_nothing(string body, FailureKind kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(kind, MessageAnswer.Translate(Encoding.UTF8.GetBytes(body), Plan, output).Failure?.Kind);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Json_by_tool_is_the_content()
    {
        var body = """{"type":"message","id":"msg_1","content":[{"type":"text","text":"x"},{"type":"tool_use","id":"t","name":"json","input":{"a": [1]}}],"stop_reason":"tool_use"}""";
        var choice = Translate(Plan with { JsonTool = "json" }, body).Answer["choices"]![0]!;
        Assert.Equal("""{"a":[1]}""", (string?)choice["message"]!["content"]);
        Assert.Equal("stop", (string?)choice["finish_reason"]);
        Assert.Null(choice["message"]!["tool_calls"]);
    }

    [Fact]
    public void Legacy_function_is_called()
    {
        var body = """{"type":"message","id":"msg_1","content":[{"type":"tool_use","id":"t","name":"f","input":{"a": 1}}],"stop_reason":"tool_use"}""";
        var choice = Translate(Plan with { LegacyFunctions = true }, body).Answer["choices"]![0]!;
        Assert.Equal("""{"name":"f","arguments":"{\"a\":1}"}""", choice["message"]!["function_call"]!.ToJsonString(Relaxed.Json));
        Assert.Equal("function_call", (string?)choice["finish_reason"]);
    }

    private static (JsonNode Answer, WholeAnswer Outcome) Translate(AnswerPlan plan, string body)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = MessageAnswer.Translate(Encoding.UTF8.GetBytes(body), plan, output);
        Assert.Null(outcome.Failure);
        return (JsonNode.Parse(output.WrittenSpan)!, outcome);
    }
}
