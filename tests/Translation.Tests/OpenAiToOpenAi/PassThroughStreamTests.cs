using System.Buffers;
using System.Text;
using CsCheck;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

public class PassThroughStreamTests
{
    internal const string Hi = """{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}""";
    internal const string Stop = """{"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    internal const string Usage = """{"id":"c1","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    [Fact]
    public void Unknown_fields_and_odd_spelling_arrive_to_the_byte()
    {
        var input = ": hello\n\nid: 7\nevent: chunk\ndata:{ \"choices\" : [ {\"index\":0,\"delta\":{\"content\":\"\\u00e9\",\"x\":1.50}} ] , \"new\":[1,{}]}  \n\n"
            + Events(Stop, "[DONE]");

        var passed = PassedThrough.Of(input);

        Assert.Equal(input[": hello\n\n".Length..], passed.Text);
        Assert.True(passed.Stream.IsComplete);
        Assert.True(passed.Stream.HasContent);
    }

    [Fact]
    public void Facts_of_the_stream_are_read_on_the_way()
    {
        var stream = PassedThrough.Of(Events(Hi, Hi, Stop, Usage, "[DONE]")).Stream;

        Assert.Equal(new TokenUsage(3, 2), stream.Usage);
        Assert.Equal("stop", stream.FinishReason);
        Assert.Equal(2, stream.ContentEvents);
        Assert.Null(stream.Failure);
    }

    [Theory]
    [InlineData("data:\n\n")]
    [InlineData("data: \n\n")]
    [InlineData("event: x\ndata\n\n")]
    public void An_event_without_data_is_nothing_to_a_client(string nothing)
    {
        var passed = PassedThrough.Of(nothing + Events(Hi) + nothing + Events(Stop, "[DONE]"));

        Assert.Equal(Events(Hi, Stop, "[DONE]"), passed.Text);
    }

    /// <summary>A <c>usage</c> as some provider sends it, and what it means.</summary>
    [Fact]
    public void Client_sees_the_name_that_it_asked_for()
    {
        var passed = PassedThrough.Of(Events(Hi, """{"choices":[{"model":"m"}],"model" : "m\u0041","x":{"model":"m"}}""", "[DONE]"), showModel: "my \"model\" é");

        Assert.Equal(
            Events(
                Hi.Replace("\"m\"", "\"my \\\"model\\\" é\"", StringComparison.Ordinal),
                """{"choices":[{"model":"m"}],"model" : "my \"model\" é","x":{"model":"m"}}""",
                "[DONE]"),
            passed.Text);
    }

    /// <summary>The <c>choices</c> of the chunks of a stream, one a line; and what the client reads instead (nothing: the same).</summary>
    public static TheoryData<string, string> Repairs => new()
    {
        // A finish reason that contradicts the tool calls.
        {
            """
            [{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]
            [{"finish_reason":"stop","index":0,"delta":{}}]
            """,
            """
            [{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]
            [{"finish_reason":"tool_calls","index":0,"delta":{}}]
            """
        },
        // Both in one delta, and of one choice only.
        {
            """[{"finish_reason":"stop","delta":{"tool_calls":[{"index":0}]},"index":1},{"index":0,"delta":{},"finish_reason":"stop"}]""",
            """[{"finish_reason":"tool_calls","delta":{"tool_calls":[{"index":0}]},"index":1},{"index":0,"delta":{},"finish_reason":"stop"}]"""
        },
        { """[{"index":0,"delta":{"tool_calls":[{"index":0}]},"finish_reason":"length"}]""", "" },
        { """[{"index":0,"delta":{"tool_calls":[]},"finish_reason":"stop"}]""", "" },
        { """[{"index":0,"delta":{"tool_calls":null,"content":null,"role":"assistant"},"finish_reason":"stop"}]""", "" },
        { """[{"index":0,"delta":{"content":"a"},"finish_reason":""}]""", """[{"index":0,"delta":{"content":"a"},"finish_reason":null}]""" },
        // Tool calls without an index: whole calls, several in one delta.
        {
            """
            [{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"id":"c","function":{"name":"g","arguments":"{}"}}]}}]
            """,
            """
            [{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":1,"id":"b","function":{"name":"f","arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index":2,"id":"c","function":{"name":"g","arguments":"{}"}}]}}]
            """
        },
        // ... with the id once, or in every delta, or never.
        {
            """
            [{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":""}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"f"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"f","arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"function":{"name":"g"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index": null,"function":{"name":"","arguments":"{}"}},{}]}}]
            """,
            """
            [{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"f"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"f","arguments":"{}"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index":2,"function":{"name":"g"}}]}}]
            [{"index":0,"delta":{"tool_calls":[{"index": 2,"function":{"name":"","arguments":"{}"}},{"index":2}]}}]
            """
        },
        // ... counted for each choice alone, also where its index stands behind the delta.
        {
            """
            [{"delta":{"tool_calls":[{"id":"a"}]},"index":3}]
            [{"delta":{"tool_calls":[{"id":"b"}]},"index":5},{"delta":{"tool_calls":[{"id":"c"}]},"index":3}]
            """,
            """
            [{"delta":{"tool_calls":[{"index":0,"id":"a"}]},"index":3}]
            [{"delta":{"tool_calls":[{"index":0,"id":"b"}]},"index":5},{"delta":{"tool_calls":[{"index":1,"id":"c"}]},"index":3}]
            """
        },
    };

    [Theory]
    [MemberData(nameof(Repairs))]
    public void Only_what_would_break_a_strict_client_is_repaired(string choices, string expected)
    {
        var passed = PassedThrough.Of(Chunks(choices) + Events("[DONE]"));

        Assert.Equal(Chunks(expected.Length == 0 ? choices : expected) + Events("[DONE]"), passed.Text);
    }

    /// <summary>A delta, and whether the client could show something of it.</summary>
    public static TheoryData<string, bool> Deltas => new()
    {
        { """{"content":"a"}""", true },
        { """{"content":[{"type":"thinking","thinking":[]}]}""", true },
        { """{"refusal":"no"}""", true },
        { """{"reasoning":"hm"}""", true },
        { """{"reasoning_content":"hm"}""", true },
        { """{"reasoning_details":[{}]}""", true },
        { """{"tool_calls":[{"index":0}]}""", true },
        { """{"function_call":{"name":"f"}}""", true },
        { """{"audio":{"id":"x"}}""", true },
        { """{"role":"assistant","content":"","refusal":null}""", false },
        { """{"role":"assistant","content":null,"tool_calls":[],"reasoning_content":"","audio":{},"reasoning_details":[]}""", false },
        { "{}", false },
        { "null", false },
    };

    [Theory]
    [MemberData(nameof(Deltas))]
    public void First_content_commits_the_answer_and_nothing_before_it(string delta, bool isContent)
    {
        var stream = new PassThroughStream(includeUsage: true);

        stream.Read(Encoding.UTF8.GetBytes(Chunks($$"""[{"index":0,"delta":{{delta}} }]""")), new ArrayBufferWriter<byte>());

        Assert.Equal(isContent, stream.HasContent);
    }

    /// <summary>The events of a stream that does not end well, the kind of the failure, and how many of the events the client may have.</summary>
    public static TheoryData<string[], FailureKind, int> Failures => new()
    {
        { ["""{"error":{"message":"Overloaded","type":"overloaded_error"}}"""], FailureKind.Overloaded, 0 },
        { [Hi, """{"error":{"code":429,"message":"x"},"choices":[]}""", Stop, "[DONE]"], FailureKind.RateLimited, 1 },
        { [Hi, Stop, """{"error":"late"}"""], FailureKind.ServerError, 2 },
        { [Hi, """{"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}"""], FailureKind.ServerError, 1 },
        { [Hi, """{"choices":[{"index":0,"error":{"code":502,"message":"x"}}]}"""], FailureKind.ServerError, 1 },
        { [Hi], FailureKind.Truncated, 1 },
        { [Hi, """{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"""], FailureKind.Truncated, 2 },
        { [], FailureKind.Malformed, 0 },
        { ["[DONE]"], FailureKind.Truncated, 0 },
        { [Hi, """{"choices":[{"index":0,"delta":{"content":"Hi"}}""", Stop], FailureKind.Malformed, 1 },
        { [Hi, "<html>"], FailureKind.Malformed, 1 },
        { [Hi, "[]"], FailureKind.Malformed, 1 },
        { [Hi, "{}{}"], FailureKind.Malformed, 1 },
        { [Hi, """{"choices":[{"index":-1,"delta":{}}]}"""], FailureKind.Malformed, 1 },
        { [Hi, """{"choices":[{"index":100000000,"delta":{}}]}"""], FailureKind.Malformed, 1 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_is_told_and_never_written(string[] events, FailureKind kind, int written)
    {
        var passed = PassedThrough.Of(Events(events));

        Assert.Equal(kind, passed.Stream.Failure?.Kind);
        Assert.False(passed.Stream.IsComplete);
        Assert.Equal(Events(events[..written]), passed.Text);
    }

    [Fact]
    public void Event_named_error_is_one_whatever_it_holds() =>
        Assert.Equal(FailureKind.RateLimited, PassedThrough.Of("event: error\ndata: {\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}\n\n").Stream.Failure?.Kind);

    [Fact]
    public void No_end_is_made_up_for_a_provider_that_sends_none()
    {
        var passed = PassedThrough.Of(Events(Hi, Stop));

        Assert.Equal(Events(Hi, Stop), passed.Text);
        Assert.True(passed.Stream.IsComplete);
    }

    [Fact]
    public void Azures_filter_results_pass_before_the_first_choice()
    {
        const string Filter = """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}""";

        var passed = PassedThrough.Of(Events(Filter, Hi, Stop, "[DONE]"), includeUsage: false);

        Assert.Equal(Events(Filter, Hi, Stop, "[DONE]"), passed.Text);
    }

    [Fact]
    public void Comments_pass_only_after_the_first_content()
    {
        var passed = PassedThrough.Of(": wait\n\n\ndata:\n\n" + Events(Hi) + ": go on\n\n" + Events(Stop));

        Assert.Equal(Events(Hi) + ": go on\n\n" + Events(Stop), passed.Text);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Last_event_may_lack_its_blank_line_but_not_a_part_of_its_json(string lineEnd)
    {
        var whole = ("data: " + Hi + "\n\ndata: " + Stop).Replace("\n", lineEnd, StringComparison.Ordinal);

        var passed = PassedThrough.Of(whole);
        var half = PassedThrough.Of(whole[..^1]);

        Assert.True(passed.Stream.IsComplete);
        Assert.Equal(whole + "\n\n", passed.Text);
        Assert.Equal(FailureKind.Truncated, half.Stream.Failure?.Kind);
        Assert.Equal(whole[..whole.LastIndexOf("data", StringComparison.Ordinal)], half.Text);
    }

    [Fact]
    public void Byte_order_mark_is_taken_off()
    {
        Assert.Equal(Events(Hi, Stop), PassedThrough.Of("\uFEFF" + Events(Hi, Stop), piece: 1).Text);
        Assert.Equal(Events(Hi, Stop).Replace("\"m\"", "\"n\"", StringComparison.Ordinal), PassedThrough.Of("\uFEFF" + Events(Hi, Stop), showModel: "n").Text);
    }

    [Fact]
    public void Json_over_several_data_lines_is_put_together()
    {
        var passed = PassedThrough.Of("event: x\ndata: {\"model\":\"m\",\ndata:\"choices\":\r\ndata: []}\n\n" + Events(Hi, Stop), showModel: "n");

        Assert.StartsWith("data: {\"model\":\"n\", \"choices\": []}\n\n", passed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_over_the_limit_is_a_failure_in_any_split()
    {
        var input = Encoding.UTF8.GetBytes(Events(Hi) + "data: " + new string(' ', 300) + Stop + "\n\n");
        foreach (var piece in new[] { 1, 100, 1_000 })
        {
            var passed = PassedThrough.Of(input, new PassThroughStream(true, maxEventBytes: 200), _ => piece);

            Assert.Equal(FailureKind.Malformed, passed.Stream.Failure?.Kind);
            Assert.Equal(Events(Hi), passed.Text);
        }
    }

    [Fact]
    public void Huge_event_in_small_pieces_takes_linear_time()
    {
        var input = Encoding.UTF8.GetBytes(Events($$"""{"choices":[{"index":0,"delta":{"content":"{{new string('a', 7_000_000)}}"},"finish_reason":"stop"}]}"""));

        Assert.True(PassedThrough.Of(input, new PassThroughStream(true), _ => 512).Stream.IsComplete);
    }

    [Fact]
    public void Any_split_of_any_events_gives_the_same_output()
    {
        string[] pieces =
        [
            Events(Hi), Events(Stop), Events(Usage), ": c\r\n\r\n", "data: " + Hi + "\r\n\r\n", "data: " + Hi + "\r\r", "\n", "\r", "event: error\n", "id: 1\n", "data: [DONE]\n\n",
            Events("""{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a"}]}}],"usage":null}"""), "data: {\ndata: }\n\n", "data: {", "retry", "\uFEFF", "data",
            Events("""{"error":{"message":"x"}}"""), Events("""{"choices":[{"index":0,"delta":{"content":"é😀"}}],"model":"x"}"""),
        ];
        Gen.Select(Gen.Int[0, pieces.Length - 1].Array[0, 8], Gen.Int[1, 40], Gen.Bool).Sample(
            (chosen, piece, usage) =>
            {
                var input = string.Concat(chosen.Select(i => pieces[i]));

                Assert.Equal(PassedThrough.Of(input, usage, "n").Outcome, PassedThrough.Of(input, usage, "n", piece).Outcome);
            },
            iter: 20_000, seed: "0000KOIPe036");
    }

    [Fact]
    public void Noise_never_throws_and_never_completes_without_an_end()
    {
        var bytes = Encoding.UTF8.GetBytes(Events(Hi, Usage));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample(
            (a, x, b, y) =>
            {
                var noisy = bytes.ToArray();
                noisy[a] = x;
                noisy[b] = y;
                var stream = PassedThrough.Of(noisy, showModel: "n").Stream;

                Assert.NotEqual(stream.IsComplete, stream.Failure is not null);
            },
            iter: 20_000, seed: "0000KOIPe036");
    }

    [Fact]
    public void Nothing_is_allocated_for_a_chunk_of_a_running_stream()
    {
        var stream = new PassThroughStream(includeUsage: false, showModel: "alias");
        var chunk = Encoding.UTF8.GetBytes(Events("""{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}"""));
        var output = new ArrayBufferWriter<byte>(1 << 20);

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                stream.Read(chunk.AsSpan(0, 50), output);
                stream.Read(chunk.AsSpan(50), output);
                stream.Read(chunk, output);
            }

            output.ResetWrittenCount();
        }));
    }

    internal static string Events(params string[] data) => string.Concat(data.Select(json => $"data: {json}\n\n"));

    private static string Chunks(string choices) =>
        Events([.. choices.Split('\n').Select(line => $$"""{"id":"c1","choices":{{line.Trim()}} }""")]);
}
