using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.MessagesStreamTests;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

/// <summary>Whatever a provider sends: no exception, no chunk that is no JSON, one outcome.</summary>
public class MutatedAnswersTests
{
    private static readonly AnswerPlan[] Plans =
    [
        Plan,
        Plan with { ServerTools = true, IncludeUsage = true, ServiceTier = true, JsonTool = "json", WrappedTools = FrozenSet.Create("wrap"), CustomTools = FrozenSet.Create("f") },
        Plan with { LegacyFunctions = true, ExposeReasoning = false, JsonObject = true },
    ];

    private static readonly string[] Events =
    [
        Start, Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), Stop, End("end_turn"), End("tool_use"), End("pause_turn"), End("refusal"), Text(0, "a"), Text(1),
        TextDelta(0, @"b\n"), TextDelta(1, @"\ud83d"), Thinking(0), Think(0, "t"), Signature(0, "s"), Tool(1, "t", "f"), Tool(0, "u", "json"), Tool(2, "v", "wrap", """{"value":1}"""),
        Input(0, @"{\""a\"""), Input(1, @"{\""input\"":\""\\"), Input(2, "x"), Close(0), Close(1), Close(2), ServerTool(1), Cite(0, """{"type":"web_search_result_location","url":"u"}"""),
        """{"type":"ping"}""", """{"type":"content_block_delta"}""", """{"type":"content_block_start","index":0}""", """{"type":"message_start"}""", """{"type":"message_delta"}""",
        """{"type":"error","error":null}""", """{"type":"error","error":{"type":"api_error"}}""", "[DONE]", "{", "",
        """{"type":"message_start","message":{"id":7,"content":[null,{"type":"text"},{"type":"tool_use","input":"x"}],"usage":{"iterations":[1,{"type":"message"}]},"stop_details":[]}}""",
    ];

    private static readonly Gen<byte[]> Streams = Gen.Int[0, Events.Length - 1].Array[0, 14].Select(Mutations(), (picks, mutate) => mutate(Frame([Start, .. picks.Select(pick => Events[pick])])));

    [Fact]
    public void Any_stream_has_one_outcome_and_valid_chunks_however_it_is_split() =>
        Gen.Select(Streams, Gen.Int[0, Plans.Length - 1], Gen.Int[1, 90].Array[1, 5]).Sample(
            (bytes, plan, sizes) =>
            {
                var streamed = Run(Plans[plan], bytes, sizes);
                Assert.Single((bool[])[streamed.Stream.IsComplete, streamed.Stream.IsPaused, streamed.Stream.Failure is not null], true);
                Assert.Equal(streamed.Stream.IsComplete, streamed.Output.Contains("data: [DONE]\n\n", StringComparison.Ordinal));
                Assert.All(streamed.Chunks, chunk => Assert.Equal("chat.completion.chunk", (string?)chunk["object"]));
                Assert.Equal(Run(Plans[plan], bytes, int.MaxValue).Output, streamed.Output);
            },
            iter: 3_000);

    [Fact]
    public void Any_stream_assembles_to_a_message_or_fails() =>
        Gen.Select(Streams, Gen.Int[0, Plans.Length - 1]).Sample(
            (bytes, plan) =>
            {
                var assembly = new MessageAssembly();
                assembly.Read(bytes);
                assembly.End();
                Assert.NotEqual(assembly.IsComplete, assembly.Failure is not null);
                if (assembly.IsComplete)
                {
                    Translate(assembly.Message.Span, Plans[plan]);
                }
            },
            iter: 3_000);

    [Fact]
    public void Any_body_is_an_answer_or_fails() =>
        Gen.Select(Gen.OneOf(Bodies), Gen.Int[0, Plans.Length - 1], Mutations()).Sample(
            (body, plan, mutate) => Translate(mutate(Encoding.UTF8.GetBytes(body)), Plans[plan]), iter: 3_000);

    [Fact]
    public void Any_error_is_understood_or_own_words() =>
        Gen.Select(Gen.OneOf(Bodies), Gen.Int[100, 600], Mutations()).Sample(
            (body, status, mutate) => Assert.NotEmpty(MessagesError.Read(status, null, null, null, default, mutate(Encoding.UTF8.GetBytes(body))).Message), iter: 3_000);

    [Fact]
    public void Deep_and_endless_answers_are_refused()
    {
        var deep = Frame(Start, $$$"""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":{{{new string('[', 5_000)}}}{{{new string(']', 5_000)}}}}}""");
        Assert.Equal(FailureKind.Malformed, Run(Plan, deep, int.MaxValue).Stream.Failure?.Kind);

        var open = Frame([Start, .. Enumerable.Range(0, 5_000).Select(index => Text(index))]);
        Assert.Equal(FailureKind.Malformed, Run(Plan, open, int.MaxValue).Stream.Failure?.Kind);

        var stream = new MessagesStream(Plan, maxEventBytes: 1_000);
        stream.Read(Encoding.UTF8.GetBytes("data: " + new string('x', 2_000)), new ArrayBufferWriter<byte>());
        Assert.Equal(FailureKind.Malformed, stream.Failure?.Kind);
    }

    private static string[] Bodies =>
    [
        """{"type":"message","id":"msg_1","content":[{"type":"text","text":"a\n","citations":[{"type":"web_search_result_location","url":"u","title":null}]},{"type":"tool_use","id":"t","name":"f","input":{"input":"x"}},{"type":"thinking","thinking":"t","signature":"s"}],"stop_reason":"tool_use","usage":{"input_tokens":3,"iterations":[{"type":"message","input_tokens":1}]}}""",
        """{"type":"error","error":{"type":"invalid_request_error","message":"messages.1: prompt is too long","details":{"error_code":"x"}}}""",
        """[{"error":{"message":"x"}}]""",
    ];

    // A few bytes replaced, removed or doubled.
    private static Gen<Func<byte[], byte[]>> Mutations() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 3], Gen.Byte).Array[0, 3].Select(changes => (Func<byte[], byte[]>)(bytes =>
        {
            var list = bytes.ToList();
            foreach (var (at, kind, value) in changes.Where(_ => list.Count > 0))
            {
                var place = at % list.Count;
                switch (kind)
                {
                    case 0: list[place] = value; break;
                    case 1: list.RemoveAt(place); break;
                    case 2: list.Insert(place, list[place]); break;
                    default: list[place] = "\"\\{}[],:\n"u8[value % 9]; break;
                }
            }

            return [.. list];
        }));

    private static void Translate(ReadOnlySpan<byte> body, AnswerPlan plan)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = MessageAnswer.Translate(body, plan, output);
        if (outcome.Failure is null)
        {
            Assert.Equal("chat.completion", (string?)JsonNode.Parse(output.WrittenSpan)!["object"]);
        }
        else
        {
            Assert.Equal(0, output.WrittenCount);
        }
    }
}
