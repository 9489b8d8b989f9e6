using System.Buffers;
using System.Text;
using Orleans.Gateway.FakeProvider.Recordings;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

/// <summary>Every recorded answer of an Anthropic provider, through both translations.</summary>
public class RecordedAnswersTests
{
    private static readonly AnswerPlan Plan = Streamed.Plan with { IncludeUsage = true, ServerTools = true, ServiceTier = true };

    public static TheoryData<string> Streams => [.. WireFixtures.NamesOf(WireKind.AnthropicStream)];

    public static TheoryData<string> Answers => [.. WireFixtures.NamesOf(WireKind.AnthropicAnswer)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_gives_the_same_chunks_however_it_is_split(string name)
    {
        var bytes = Read(name);
        var expected = Streamed.Run(Plan, bytes, int.MaxValue);
        var withCarriageReturns = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        foreach (var size in (int[])[1, 7, 64, 4096])
        {
            Assert.Equal(expected.Output, Streamed.Run(Plan, bytes, size).Output);
            Assert.Equal(expected.Output, Streamed.Run(Plan, withCarriageReturns, size).Output);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_chunk_is_valid(string name)
    {
        var streamed = Streamed.Run(Plan, Read(name), 64);
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        foreach (var chunk in streamed.Chunks)
        {
            Assert.Empty(PublishedSchemas.ValidateChunk(chunk.ToJsonString()));
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_adds_up_to_the_whole_answer(string name)
    {
        var bytes = Read(name);
        var streamed = Streamed.Run(Plan, bytes, 64);
        var assembly = new MessageAssembly();
        assembly.Read(bytes);
        assembly.End();
        if (streamed.Stream.Failure is { } failure)
        {
            // A splice after content cannot be undone in a stream; a whole answer has shown nothing yet.
            Assert.True(assembly.IsSpliced || assembly.Failure == failure);
            return;
        }

        Assert.Null(assembly.Failure);
        var (whole, outcome) = Translate(assembly.Message.Span);
        Assert.Null(outcome.Failure);
        if (streamed.Stream.IsComplete)
        {
            Assert.Equal(Aggregate.Of(whole), Aggregate.Of(streamed));
            Assert.Equal(outcome.Usage, streamed.Stream.Usage);
            Assert.Equal(outcome.FinishReason, streamed.Stream.FinishReason);
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Whole_answer_is_valid(string name)
    {
        var (whole, outcome) = Translate(Read(name));
        Assert.Null(outcome.Failure);
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        Assert.Empty(PublishedSchemas.ValidateAnswer(whole));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_that_is_cut_off_never_looks_complete(string name)
    {
        var bytes = Read(name);
        var stop = bytes.AsSpan().IndexOf("\"stop_reason\":\""u8);

        // At every byte; of the long ones, at every byte of the end.
        for (var cut = 0; cut < bytes.Length; cut += bytes.Length > 4_096 && bytes.Length - cut > 400 ? 397 : 1)
        {
            var streamed = Streamed.Run(Plan, bytes.AsSpan(0, cut), int.MaxValue);
            if (cut <= stop || stop < 0)
            {
                Assert.False(streamed.Stream.IsComplete);
                Assert.NotNull(streamed.Stream.Failure);
            }

            Assert.Equal(streamed.Stream.IsComplete, streamed.Output.Contains("[DONE]", StringComparison.Ordinal));
            Assert.Single((bool[])[streamed.Stream.IsComplete, streamed.Stream.IsPaused, streamed.Stream.Failure is not null], true);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Remembered_content_is_what_the_provider_would_have_sent_whole(string name)
    {
        var bytes = Read(name);
        var stream = Streamed.Run(Plan, bytes, 64).Stream;
        var assembly = new MessageAssembly();
        assembly.Read(bytes);
        assembly.End();
        if (!assembly.IsComplete || !stream.IsComplete)
        {
            Assert.Empty(stream.RememberIds);
            return;
        }

        var answer = new MessageAnswer(Plan);
        answer.Add(assembly.Message.Span, assembly.IsSpliced);
        Assert.Equal(answer.Remembered.Ids, stream.RememberIds);
        Assert.Equal(answer.Remembered.Content.ToArray(), stream.RememberContent.ToArray());
    }

    private static (string Whole, Orleans.Gateway.Translation.Answers.WholeAnswer Outcome) Translate(ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = MessageAnswer.Translate(message, Plan, output);
        return (Encoding.UTF8.GetString(output.WrittenSpan), outcome);
    }

    private static byte[] Read(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        return WireFixtures.Get(name).Bytes();
    }
}
