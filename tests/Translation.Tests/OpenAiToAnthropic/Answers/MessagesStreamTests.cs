using System.Collections.Frozen;
using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class MessagesStreamTests
{
    private const string Role = """{"role":"assistant","content":"","refusal":null}""";

    /// <summary>What a rule is about, the events between the beginning and the end of the message, and the chunks between the role and the finish.</summary>
    public static TheoryData<string, string[], string[]> Blocks => new()
    {
        { "text", [Text(0), TextDelta(0, "Hi"), TextDelta(0, " 🙂"), Close(0)], ["""{"content":"Hi"}""", """{"content":" 🙂"}"""] },
        { "text in its start", [Text(0, "Hi"), TextDelta(0, ""), Close(0)], ["""{"content":"Hi"}"""] },
        { "escapes stay as they are", [Text(0), TextDelta(0, @"a\n\""b\\ \ud83d\ude42 \u0000")], ["""{"content":"a\n\"b\\ 🙂 \u0000"}"""] },
        { "texts that follow each other", [Text(0, "a"), Close(0), Text(1, "b"), Close(1)], ["""{"content":"a"}""", """{"content":"b"}"""] },
        { "texts with something between them", [Text(0, "a"), Close(0), ServerTool(1), Close(1), Text(2), TextDelta(2, "b"), TextDelta(2, "c")], ["""{"content":"a"}""", """{"content":"\n\nb"}""", """{"content":"c"}"""] },
        { "newline before the seam", [Text(0, @"a\n"), Close(0), ServerTool(1), Close(1), Text(2, "b")], ["""{"content":"a\n"}""", """{"content":"b"}"""] },
        { "newline behind the seam", [Text(0, "a"), Close(0), ServerTool(1), Close(1), Text(2, @"\nb")], ["""{"content":"a"}""", """{"content":"\nb"}"""] },
        { "backslash and n is no newline", [Text(0, @"a\\n"), Close(0), ServerTool(1), Close(1), Text(2, "b")], ["""{"content":"a\\n"}""", """{"content":"\n\nb"}"""] },
        { "nothing before the seam", [ServerTool(0), Close(0), Text(1, "b")], ["""{"content":"b"}"""] },
        { "empty text behind the seam", [Text(0, "a"), Close(0), ServerTool(1), Close(1), Text(2), Close(2), Text(3, "b")], ["""{"content":"a"}""", """{"content":"\n\nb"}"""] },
        { "ping, unknown events, blocks and deltas", ["""{"type":"ping"}""", """{"type":"news","index":0}""", """{"type":"content_block_start","index":0,"content_block":{"type":"hologram","text":"x"}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","text":"x"}}""", Close(0), Close(7), Text(1), """{"type":"content_block_delta","index":1,"delta":{"type":"smell_delta","text":"x"}}"""], [] },
        { "text whose start was lost", [TextDelta(3, "a")], ["""{"content":"a"}"""] },
        { "tool call", [Tool(1, "t1", "f"), Input(1, ""), Input(1, @"{\""a\"": "), Input(1, "1}"), Close(1)], [Call(0, "t1", "f"), Arguments(0, @"{\""a\"": "), Arguments(0, "1}")] },
        { "tool call with a blank for its input", [Tool(1, "t1", "f", "null"), Input(1, " "), Input(1, @"\n"), Close(1)], [Call(0, "t1", "f"), Arguments(0, "{}")] },
        { "tool call whose input begins with a blank", [Tool(1, "t1", "f"), Input(1, " "), Input(1, @"{\""a\"":\"""), Input(1, " "), Input(1, @"\""}"), Close(1)], [Call(0, "t1", "f"), Arguments(0, @"{\""a\"":\"""), Arguments(0, " "), Arguments(0, @"\""}")] },
        { "tool call with a text for its input", [Tool(1, "t1", "f", "\"\""), Close(1)], [Call(0, "t1", "f"), Arguments(0, "{}")] },
        { "tool call without input", [Tool(1, "t1", "f"), Input(1, ""), Close(1)], [Call(0, "t1", "f"), Arguments(0, "{}")] },
        { "tool call with its input in the start", [Tool(1, "t1", "f", """{ "a" : "x y", "n": 1.50 }"""), Close(1)], [Call(0, "t1", "f"), Arguments(0, @"{\""a\"":\""x y\"",\""n\"":1.50}")] },
        { "streamed input wins over that of the start", [Tool(1, "t1", "f", """{"a":1}"""), Input(1, "{}"), Close(1)], [Call(0, "t1", "f"), Arguments(0, "{}")] },
        { "calls are counted, not blocks; and may interleave", [Text(0), Tool(4, "a", "f"), Tool(5, "b", "g"), Input(5, "1"), Input(4, "2"), Close(5), Close(4)], [Call(0, "a", "f"), Call(1, "b", "g"), Arguments(1, "1"), Arguments(0, "2")] },
        { "index used again without a stop", [Tool(1, "a", "f"), Tool(1, "b", "f"), Input(1, "2")], [Call(0, "a", "f"), Arguments(0, "{}"), Call(1, "b", "f"), Arguments(1, "2")] },
        { "server tools are never the client's", [ServerTool(0), Input(0, "{}"), Close(0), """{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","content":[]}}""", Close(1)], [] },
        { "caller that is not the model", ["""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{},"caller":{"type":"code_execution"}}}""", Close(0)], ["""{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f","arguments":""},"caller":{"type":"code_execution"}}]}""", Arguments(0, "{}")] },
        { "thinking", [Thinking(0), Think(0, "hm"), Signature(0, "s1"), Signature(0, "s2"), Close(0), Text(1, "a")], [Reasoning(0, "hm"), """{"reasoning_details":[{"type":"reasoning.text","signature":"s1s2","format":"anthropic-claude-v1","index":0}]}""", """{"content":"a"}"""] },
        { "thinking that is not shown has a signature all the same", [Thinking(0), Think(0, ""), Signature(0, "s"), Close(0)], ["""{"reasoning_details":[{"type":"reasoning.text","signature":"s","format":"anthropic-claude-v1","index":0}]}"""] },
        { "redacted thinking", ["""{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"xyz"}}""", Close(0), Thinking(1), Think(1, "a")], ["""{"reasoning_details":[{"type":"reasoning.encrypted","data":"xyz","format":"anthropic-claude-v1","index":0}]}""", Reasoning(1, "a")] },
        { "web citation counts code points", [Text(0, "🙂é"), Close(0), Text(1), TextDelta(1, @"a\ud83d\ude42\n"), Cite(1, """{"type":"web_search_result_location","url":"https://x.y/","title":null,"cited_text":"q"}"""), Close(1)], ["""{"content":"🙂é"}""", """{"content":"a🙂\n"}""", """{"annotations":[{"type":"url_citation","url_citation":{"url":"https://x.y/","title":"","start_index":2,"end_index":5}}]}"""] },
        { "citation behind a seam", [Text(0, "a"), Close(0), ServerTool(1), Close(1), Text(2, "b"), Cite(2, """{"type":"web_search_result_location","url":"https://x.y/","title":"T"}"""), Close(2)], ["""{"content":"a"}""", """{"content":"\n\nb"}""", """{"annotations":[{"type":"url_citation","url_citation":{"url":"https://x.y/","title":"T","start_index":3,"end_index":4}}]}"""] },
        { "other citations keep their form", [Text(0, "ab"), Cite(0, """{"type":"char_location","cited_text":"q","document_index":0}"""), Close(0)], ["""{"content":"ab"}""", """{"citations":[{"type":"char_location","cited_text":"q","document_index":0,"start_index":0,"end_index":2}]}"""] },
    };

    /// <summary>The provider's stop reason, whether there was a tool call, and the client's finish.</summary>
    public static TheoryData<string, bool, string> Stops => new()
    {
        { "end_turn", false, "! stop" },
        { "end_turn", true, "! tool_calls" },
        { "stop_sequence", false, "! stop" },
        { "tool_use", true, "! tool_calls" },
        { "max_tokens", false, "! length" },
        { "max_tokens", true, "! length" },
        { "model_context_window_exceeded", false, "! length" },
        { "refusal", false, "! content_filter" },
        { "brand_new", false, """! stop {"native_finish_reason":"brand_new"}""" },
        { "pause_turn", true, "! tool_calls" },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Blocks_become_chunks(string rule, string[] events, string[] chunks)
    {
        Assert.NotEmpty(rule);
        var streamed = Run([Start, .. events, End("end_turn"), Stop]);
        Assert.Null(streamed.Stream.Failure);
        Assert.Equal([Role, .. chunks.Select(chunk => chunk.Replace("🙂", @"\uD83D\uDE42", StringComparison.Ordinal))], streamed.Lines.SkipLast(2));
        Assert.Equal("[DONE]", streamed.Lines.Last());
        Assert.True(streamed.Stream.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public void Stop_reason_becomes_a_finish_reason(string reason, bool call, string finish)
    {
        var streamed = Run([Start, .. call ? (string[])[Tool(0, "t", "f"), Close(0)] : [], End(reason), Stop]);
        Assert.Equal(finish, streamed.Lines.SkipLast(1).Last());
        Assert.Equal(finish.Split(' ')[1], streamed.Stream.FinishReason);
    }

    [Fact]
    public void Chunk_is_what_OpenAI_sends()
    {
        var streamed = Run([Start, Text(0, "Hi"), End("end_turn"), Stop]);
        Assert.Equal(
            """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"claude","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"claude","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"claude","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

            data: [DONE]


            """.ReplaceLineEndings("\n"),
            streamed.Output);
    }

    [Fact]
    public void Usage_comes_in_a_chunk_of_its_own_and_is_null_in_the_others()
    {
        var streamed = Run(Plan with { IncludeUsage = true }, [Start, Text(0, "Hi"), End("end_turn"), Stop]);
        Assert.All(streamed.Chunks.SkipLast(1), chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
        Assert.Equal(
            """# {"prompt_tokens":3,"completion_tokens":5,"total_tokens":8,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""",
            streamed.Lines.SkipLast(1).Last());
    }

    [Theory]
    [InlineData("standard", "default")]
    [InlineData("priority", "priority")]
    [InlineData("batch", "default")]
    public void Service_tier_is_shown_to_who_asked_for_one(string tier, string shown)
    {
        var start = $$$$"""{"type":"message_start","message":{"id":"msg_1","usage":{"service_tier":"{{{{tier}}}}"}}}""";
        Assert.All(Run(Plan with { ServiceTier = true }, [start, End("end_turn"), Stop]).Chunks, chunk => Assert.Equal(shown, (string?)chunk["service_tier"]));
        Assert.All(Run([start, End("end_turn"), Stop]).Chunks, chunk => Assert.False(chunk.AsObject().ContainsKey("service_tier")));
    }

    [Fact]
    public void Refusal_says_why()
    {
        var streamed = Run([Start, """{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber","explanation":"No \"way\"."}}}""", Stop]);
        Assert.Equal([Role, """{"refusal":"No \"way\"."}""", """! content_filter {"refusal_category":"cyber"}""", "[DONE]"], streamed.Lines);
        Assert.True(streamed.Stream.HasContent);
    }

    [Fact]
    public void Refusal_without_words_gets_some() =>
        Assert.Equal("""{"refusal":"The response was blocked by the provider's safety system."}""", Run([Start, End("refusal"), Stop]).Lines.ElementAt(1));

    [Fact]
    public void Matched_stop_sequence_is_shown() =>
        Assert.Equal("""! stop {"stop_sequence":"\n\nHuman"}""", Run([Start, """{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"\n\nHuman"}}""", Stop]).Lines.ElementAt(1));

    [Fact]
    public void Names_of_the_client_come_back()
    {
        var plan = Plan with { ToolNames = new Dictionary<string, string> { ["short"] = "a \"long\" name" }.ToFrozenDictionary() };
        Assert.Equal(Call(0, "t", "a \\\"long\\\" name"), Run(plan, [Start, Tool(0, "t", "short")]).Lines.ElementAt(1));
    }

    [Fact]
    public void Legacy_functions_get_one_function_call()
    {
        var streamed = Run(Plan with { LegacyFunctions = true }, [Start, Tool(0, "t", "f"), Input(0, "{}"), Close(0), Tool(1, "u", "g"), Close(1), End("tool_use"), Stop]);
        Assert.Equal([Role, """{"function_call":{"name":"f","arguments":""}}""", """{"function_call":{"arguments":"{}"}}""", "! function_call", "[DONE]"], streamed.Lines);
    }

    [Fact]
    public void Wrapped_arguments_are_unwrapped()
    {
        var plan = Plan with { WrappedTools = FrozenSet.Create("f") };
        Assert.Equal([Call(0, "t", "f"), Arguments(0, "[1,2]")], Run(plan, [Start, Tool(0, "t", "f"), Input(0, @"{\""value\"": [1, "), Input(0, "2]}"), Close(0)]).Lines.Skip(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reasoning_is_hidden_where_the_alias_hides_it(bool exposed)
    {
        var streamed = Run(Plan with { ExposeReasoning = exposed }, [Start, Thinking(0), Think(0, "hm"), Signature(0, "s"), Close(0)]);
        Assert.Equal(exposed, streamed.Output.Contains("hm", StringComparison.Ordinal));
        Assert.Equal(exposed, streamed.Stream.HasContent);
    }

    [Fact]
    public void Json_by_tool_is_the_content()
    {
        var streamed = Run(Plan with { JsonTool = "json_response" }, [Start, Text(0, "Here it is:"), Close(0), Tool(1, "t", "json_response"), Input(1, @"{\""a\"""), Input(1, ":1}"), Close(1), Tool(2, "u", "json_response", """{"b":2}"""), Close(2), End("tool_use"), Stop]);
        Assert.Equal([Role, """{"content":"{\"a\""}""", """{"content":":1}"}""", "! stop", "[DONE]"], streamed.Lines);
    }

    [Fact]
    public void Json_by_tool_leaves_other_calls_alone()
    {
        var streamed = Run(Plan with { JsonTool = "json_response" }, [Start, Tool(0, "t", "f"), Input(0, "{}"), Close(0), End("tool_use"), Stop]);
        Assert.Equal([Role, Call(0, "t", "f"), Arguments(0, "{}"), "! tool_calls", "[DONE]"], streamed.Lines);
    }

    [Fact]
    public void Text_is_not_lost_when_the_json_never_comes() =>
        Assert.Equal([Role, """{"content":"I would rather not."}""", "! stop", "[DONE]"], Run(Plan with { JsonTool = "json_response" }, [Start, Text(0, "I would "), TextDelta(0, "rather not."), End("end_turn"), Stop]).Lines);

    [Fact]
    public void Message_that_began_twice_is_one() =>
        Assert.Equal([Role, """{"content":"a"}""", "! stop", "[DONE]"], Run([Start, Start, Text(0, "a"), Start, End("end_turn"), Stop]).Lines);

    [Fact]
    public void Spliced_message_starts_over_while_nothing_was_sent()
    {
        var streamed = Run([Start, Text(0), Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), Text(0, "a"), End("end_turn"), Stop]);
        Assert.Equal([Role, """{"content":"a"}""", "! stop", "[DONE]"], streamed.Lines);
    }

    [Fact]
    public void Spliced_message_fails_after_content()
    {
        var streamed = Run([Start, Text(0, "a"), Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), Text(0, "b"), End("end_turn"), Stop]);
        Assert.Equal(FailureKind.Spliced, streamed.Stream.Failure?.Kind);
        Assert.Equal([Role, """{"content":"a"}"""], streamed.Lines);
    }

    [Fact]
    public void Nothing_is_read_after_the_end() =>
        Assert.Equal([Role, "! stop", "[DONE]"], Run([Start, End("end_turn"), Stop, Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), Text(0, "a")]).Lines);

    [Fact]
    public void Stop_reason_without_an_end_is_an_end() =>
        Assert.True(Run([Start, Text(0, "a"), End("end_turn")]).Stream.IsComplete);

    [Theory]
    [InlineData("{\"type\":\"message_start\"", FailureKind.Truncated)] // half an event at the end
    [InlineData("{\"type\":\"message_start\"\n\n", FailureKind.Malformed)]
    [InlineData("[1]\n\n", FailureKind.Malformed)]
    [InlineData("{} {}\n\n", FailureKind.Malformed)]
    [InlineData("<html>\n\n", FailureKind.Malformed)]
    [InlineData("{\"type\":\"message_stop\"}\n\n", FailureKind.Malformed)] // an end without a beginning
    [InlineData("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", FailureKind.Malformed)]
    [InlineData("[DONE]\n\n", FailureKind.Truncated)]
    [InlineData("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", FailureKind.Overloaded)]
    [InlineData("{\"error\":\"gone\"}\n\n", FailureKind.ServerError)]
    public void Broken_stream_is_a_failure_that_is_never_written(string data, FailureKind kind)
    {
        var streamed = Run(Plan, Encoding.UTF8.GetBytes("data: " + data), int.MaxValue);
        Assert.Equal(kind, streamed.Stream.Failure?.Kind);
        Assert.Empty(streamed.Output);
        Assert.False(streamed.Stream.HasContent);
    }

    [Theory]
    [InlineData("", FailureKind.Malformed)]
    [InlineData(" \n<!doctype html>\n: no comment\n\n", FailureKind.Malformed)]
    [InlineData("upstream connect error", FailureKind.Malformed)]
    [InlineData("{\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}", FailureKind.Malformed)]
    [InlineData("{\"type\":\"error\",", FailureKind.Malformed)]
    [InlineData("\uFEFF{\"type\":\"error\",\n\n\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", FailureKind.Overloaded)]
    [InlineData(": still there\n\n", FailureKind.Truncated)]
    [InlineData("event: ping\ndata: {\"type\":\"ping\"}\n\n", FailureKind.Truncated)]
    public void What_stands_in_place_of_a_stream_is_told_from_one_that_broke_off(string body, FailureKind kind)
    {
        foreach (var piece in (int[])[int.MaxValue, 7, 1])
        {
            var streamed = Run(Plan, Encoding.UTF8.GetBytes(body), piece);

            Assert.Equal((piece, (FailureKind?)kind), (piece, streamed.Stream.Failure?.Kind));
            var assembly = new MessageAssembly();
            foreach (var bytes in Encoding.UTF8.GetBytes(body).Chunk(piece))
            {
                assembly.Read(bytes);
            }

            assembly.End();
            Assert.Equal((piece, (FailureKind?)kind), (piece, assembly.Failure?.Kind));
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_a_failure() =>
        Assert.Equal(FailureKind.Malformed, Run(Plan, [.. "data: {\"type\":\"ping\",\"x\":\""u8, 0xC3, 0x28, .. "\"}\n\n"u8], 5).Stream.Failure?.Kind);

    [Fact]
    public void Error_after_content_ends_the_stream_without_an_end()
    {
        var streamed = Run([Start, Text(0, "a"), """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""", End("end_turn"), Stop]);
        Assert.Equal(FailureKind.ServerError, streamed.Stream.Failure?.Kind);
        Assert.Equal([Role, """{"content":"a"}"""], streamed.Lines);
        Assert.Equal(new(3, 1), streamed.Stream.Usage);
    }

    [Fact]
    public void Ids_and_names_of_the_provider_cannot_break_out_of_their_strings()
    {
        var streamed = Run(Plan with { Alias = "a\"b\\\n" }, ["""{"type":"message_start","message":{"id":"x\",\"y\":\"\n"}}""", Tool(0, "i\\\"d", "n\\\"m"), End("tool_use"), Stop]);
        Assert.All(streamed.Chunks, chunk => Assert.Equal("chatcmpl-x\",\"y\":\"\n", (string?)chunk["id"]));
        Assert.All(streamed.Chunks, chunk => Assert.Equal("a\"b\\\n", (string?)chunk["model"]));
        Assert.Equal("n\"m", (string?)streamed.Chunks.ElementAt(1)["choices"]![0]!["delta"]!["tool_calls"]![0]!["function"]!["name"]);
    }

    internal static string Text(int index, string text = "") => $$$"""{"type":"content_block_start","index":{{{index}}},"content_block":{"type":"text","text":"{{{text}}}"}}""";

    internal static string TextDelta(int index, string text) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"text_delta","text":"{{{text}}}"}}""";

    internal static string Cite(int index, string citation) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"citations_delta","citation":{{{citation}}}}}""";

    internal static string Thinking(int index) => $$$"""{"type":"content_block_start","index":{{{index}}},"content_block":{"type":"thinking","thinking":"","signature":""}}""";

    internal static string Think(int index, string text) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"thinking_delta","thinking":"{{{text}}}","estimated_tokens":3}}""";

    internal static string Signature(int index, string text) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"signature_delta","signature":"{{{text}}}"}}""";

    internal static string Tool(int index, string id, string name, string input = "{}") => $$$"""{"type":"content_block_start","index":{{{index}}},"content_block":{"type":"tool_use","id":"{{{id}}}","name":"{{{name}}}","input":{{{input}}}}}""";

    internal static string ServerTool(int index) => $$$$"""{"type":"content_block_start","index":{{{{index}}}},"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""";

    internal static string Input(int index, string json) => $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"input_json_delta","partial_json":"{{{json}}}"}}""";

    internal static string Close(int index) => $$$"""{"type":"content_block_stop","index":{{{index}}}}""";

    internal static string Call(int index, string id, string name) => $$$"""{"tool_calls":[{"index":{{{index}}},"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":""}}]}""";

    internal static string Arguments(int index, string json) => $$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":"{{{json}}}"}}]}""";

    private static string Reasoning(int index, string text) => $$$"""{"reasoning_content":"{{{text}}}","reasoning":"{{{text}}}","reasoning_details":[{"type":"reasoning.text","text":"{{{text}}}","format":"anthropic-claude-v1","index":{{{index}}}}]}""";
}
