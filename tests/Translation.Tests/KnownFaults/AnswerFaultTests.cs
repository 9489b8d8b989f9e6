using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.KnownFaults;

/// <summary>What translations of answers are known to get wrong: each row names the fault, and shows that this one is free of it.</summary>
public class AnswerFaultTests
{
    private const string OpenText = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    private const string Ab = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ab"}}""";
    private const string OpenTool = """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}""";
    private const string Call = """{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":""}}]}""";
    private const string Role = """{"role":"assistant","content":"","refusal":null}""";

    /// <summary>The fault; the events between the beginning and the end; the stop reason; the deltas between the role and the finish; the finish.</summary>
    public static TheoryData<string, string[], string, string[], string> Streams => new()
    {
        {
            "a call without arguments gets none, or the placeholder twice", [OpenTool, Input("""{"type":"input_json_delta","partial_json":""}"""), Close(1)], "tool_use",
            [Call, """{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""], "! tool_calls"
        },
        {
            "the placeholder is put in front of the arguments", [OpenTool, Input("""{"type":"input_json_delta","partial_json":"{\"a\":1}"}"""), Close(1)], "tool_use",
            [Call, """{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]}"""], "! tool_calls"
        },
        { "the index of a call is that of its block", [OpenText, Ab, Close(0), OpenTool, Close(1)], "tool_use", ["""{"content":"ab"}""", Call, """{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""], "! tool_calls" },
        { "the answer ends although there are calls", [OpenTool, Close(1)], "end_turn", [Call, """{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""], "! tool_calls" },
        {
            "thinking becomes content, under one name only",
            ["""{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""", Close(0)], "end_turn",
            ["""{"reasoning_content":"hm","reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","format":"anthropic-claude-v1","index":0}]}"""], "! stop"
        },
        { "the provider's own call is the client's", ["""{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""", Close(0), OpenText, Ab, Close(0)], "end_turn", ["""{"content":"ab"}"""], "! stop" },
        { "a block or a delta that is new breaks the stream", ["""{"type":"content_block_start","index":0,"content_block":{"type":"invented"}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"invented_delta"}}""", Close(0), OpenText, Ab, Close(0)], "end_turn", ["""{"content":"ab"}"""], "! stop" },
        { "a stop reason that is new breaks the stream", [OpenText, Ab, Close(0)], "invented", ["""{"content":"ab"}"""], """! stop {"native_finish_reason":"invented"}""" },
        { "a full context is an error", [OpenText, Ab, Close(0)], "model_context_window_exceeded", ["""{"content":"ab"}"""], "! length" },
        { "a pause looks like the end", [OpenText, Ab, Close(0)], "pause_turn", ["""{"content":"ab"}"""], "! length" },
        { "a beginning that is sent twice", [OpenText, Ab, Start, Ab, Close(0)], "end_turn", ["""{"content":"ab"}""", """{"content":"ab"}"""], "! stop" },
        { "an index that is used twice", [OpenText, Ab, OpenText, Ab, Close(0)], "end_turn", ["""{"content":"ab"}""", """{"content":"ab"}"""], "! stop" },
        { "empty texts and pings become chunks", ["""{"type":"ping"}""", OpenText, """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""", Close(0)], "end_turn", [], "! stop" },
    };

    [Theory, MemberData(nameof(Streams))]
    public void A_stream_is_free_of(string fault, string[] events, string stop, string[] deltas, string finish)
    {
        var streamed = Run([Start, .. events, End(stop), Stop]);
        var lines = streamed.Lines;
        if (streamed.Stream.IsPaused)
        {
            var rest = new System.Buffers.ArrayBufferWriter<byte>();
            streamed.Stream.FinishPaused(rest);
            lines = (streamed with { Output = streamed.Output + Encoding.UTF8.GetString(rest.WrittenSpan) }).Lines;
        }

        Assert.NotEmpty(fault);
        Assert.Equal([Role, .. deltas.Select(delta => JsonNode.Parse(delta)!.ToJsonString(Relaxed.Json)), finish, "[DONE]"], lines);
    }

    /// <summary>The fault; the events; the failure that it is instead.</summary>
    public static TheoryData<string, string[], FailureKind> Breaks => new()
    {
        { "an error as the first event of a 200 is an answer", ["""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""], FailureKind.Overloaded },
        { "an error in the middle gets a made-up end", [Start, OpenText, Ab, """{"type":"error","error":{"type":"api_error","message":"x"}}"""], FailureKind.ServerError },
        { "a stream that was cut off looks complete", [Start, OpenText, Ab, Close(0)], FailureKind.Truncated },
        { "two answers are mixed into one", [Start, OpenText, Ab, Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), OpenText, Ab, Close(0), End("end_turn"), Stop], FailureKind.Spliced },
        { "a DONE of a server that imitates the format is taken for the end", [Start, OpenText, Ab, "[DONE]"], FailureKind.Truncated },
    };

    [Theory, MemberData(nameof(Breaks))]
    public void A_broken_stream_is_told_rather_than(string fault, string[] events, FailureKind kind)
    {
        var streamed = Run(events);

        Assert.NotEmpty(fault);
        Assert.Equal(kind, streamed.Stream.Failure?.Kind);
        Assert.False(streamed.Stream.IsComplete);
        Assert.DoesNotContain("[DONE]", streamed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", streamed.Output, StringComparison.Ordinal);
    }

    /// <summary>The fault; the message; where to look; what is there.</summary>
    public static TheoryData<string, string, string, string> Answers => new()
    {
        { "only the first text is kept", """ "content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"stop_reason":"end_turn" """, "choices.0.message.content", "\"ab\"" },
        { "an answer without content is null", """ "content":[],"stop_reason":"end_turn" """, "choices.0.message.content", "\"\"" },
        { "calls that are none are an empty list", """ "content":[{"type":"text","text":"a"}],"stop_reason":"end_turn" """, "choices.0.message.tool_calls", "absent" },
        { "a partial call is repaired", """ "content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"max_tokens" """, "choices.0.finish_reason", "\"length\"" },
        { "a refusal looks like an answer", """ "content":[],"stop_reason":"refusal" """, "choices.0.finish_reason", "\"content_filter\"" },
        { "the cached tokens are missing in the prompt's", """ "content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"cache_read_input_tokens":10,"cache_creation_input_tokens":100,"output_tokens":5} """, "usage.prompt_tokens", "111" },
        { "the total is no sum", """ "content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"cache_read_input_tokens":10,"cache_creation_input_tokens":100,"output_tokens":5} """, "usage.total_tokens", "116" },
        { "what the cache served is 0", """ "content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"cache_read_input_tokens":10,"output_tokens":5} """, "usage.prompt_tokens_details.cached_tokens", "10" },
    };

    [Theory, MemberData(nameof(Answers))]
    public void An_answer_is_free_of(string fault, string message, string path, string expected)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        MessageAnswer.Translate(Encoding.UTF8.GetBytes($$$"""{"type":"message","id":"msg_1",{{{message}}}}"""), Plan with { Stream = false }, output);
        JsonNode? node = JsonNode.Parse(output.WrittenSpan);
        foreach (var step in path.Split('.'))
        {
            node = node is JsonArray array ? array[int.Parse(step, null)] : node?[step];
        }

        Assert.NotEmpty(fault);
        Assert.Equal(expected, node?.ToJsonString(Relaxed.Json) ?? "absent");
    }

    [Fact]
    public void Later_usage_without_a_field_does_not_zero_it_and_none_is_counted_twice()
    {
        var streamed = Run(
            """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3,"cache_read_input_tokens":20,"output_tokens":1}}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":3,"output_tokens":7}}""",
            """{"type":"message_delta","delta":{},"usage":{"output_tokens":null}}""", Stop);

        Assert.Equal((23, 7, 20), (streamed.Stream.Usage.Prompt, streamed.Stream.Usage.Completion, streamed.Stream.Usage.CacheRead));
    }

    private static string Close(int index) => $$$"""{"type":"content_block_stop","index":{{{index}}}}""";

    private static string Input(string delta) => $$$"""{"type":"content_block_delta","index":1,"delta":{{{delta}}}}""";
}
