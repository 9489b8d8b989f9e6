using System.Buffers;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.MessagesStreamTests;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class AllocationTests
{
    public static TheoryData<string, string> Deltas => new()
    {
        { "text", TextDelta(0, @"a word \n or two") },
        { "thinking", Think(1, "a thought") },
        { "arguments", Input(2, @"{\""a\""") },
        { "ping", """{"type":"ping"}""" },
    };

    [Theory]
    [MemberData(nameof(Deltas))]
    public void Chunk_in_the_middle_of_a_stream_allocates_less_than_its_100_bytes(string kind, string delta)
    {
        Assert.NotEmpty(kind);
        var stream = new MessagesStream(Plan);
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var bytes = Frame(delta);
        Feed(stream, output, Frame(Start, Text(0), Thinking(1), Tool(2, "t", "f")), int.MaxValue);
        Pass(20);

        Assert.InRange(Allocations.Least(() => Pass(50)), 0, 50 * 100);

        void Pass(int times)
        {
            for (var i = 0; i < times; i++)
            {
                // Whole, and in two pieces.
                stream.Read(bytes, output);
                stream.Read(bytes.AsSpan(0, 20), output);
                stream.Read(bytes.AsSpan(20), output);
                output.ResetWrittenCount();
            }
        }
    }
}
