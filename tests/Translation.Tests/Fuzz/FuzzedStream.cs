using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Any bytes as a stream: the same output however they are split, well-formed events, one outcome.</summary>
internal sealed class FuzzedStream
{
    private readonly Written _whole = new();
    private readonly Written _pieces = new();

    public void Run(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        var plan = FuzzedAnswer.Plans[bytes.Length % FuzzedAnswer.Plans.Length] with { Stream = true };
        var piece = 1 + (bytes.Length % 29);
        var limit = bytes.Length % 13 == 0 ? 256 : 1024 * 1024;

        var once = new MessagesStream(plan, limit);
        var often = new MessagesStream(plan, limit);
        Compare(once, often, bytes, piece);
        Finding.Unless(AreEvents(_whole.Span), "the chunks are not events with JSON");
        if (once.IsPaused)
        {
            GoOn(once, bytes);
        }

        var usage = bytes.Length % 2 == 0;
        Compare(new PassThroughStream(usage, "alias", limit), new PassThroughStream(usage, "alias", limit), bytes, piece);
        Assemble(bytes, piece, limit);
    }

    private void Compare(AnswerStream once, AnswerStream often, ReadOnlySpan<byte> bytes, int piece)
    {
        once.Read(bytes, _whole.Clear());
        once.End(_whole);
        _pieces.Clear();
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(piece, rest.Length)..])
        {
            often.Read(rest[..Math.Min(piece, rest.Length)], _pieces);
        }

        often.End(_pieces);
        var outcomes = (once.IsComplete ? 1 : 0) + (once.IsPaused ? 1 : 0) + (once.Failure is null ? 0 : 1);
        Finding.Unless(outcomes == 1, "not exactly one outcome");
        Finding.Unless(once.Failure is null || !_whole.Span.EndsWith("data: [DONE]\n\n"u8), "a failed stream says that it is done");
        Finding.Unless(_whole.Span.SequenceEqual(_pieces.Span), $"{once.GetType().Name}: another split, another output");
        Finding.Unless(
            (once.IsComplete, once.IsPaused, once.Failure, once.HasContent, once.FinishReason, once.Usage)
                == (often.IsComplete, often.IsPaused, often.Failure, often.HasContent, often.FinishReason, often.Usage),
            $"{once.GetType().Name}: another split, another outcome");
        Finding.Unless(_whole.Span.Length <= 8192 + (64 * bytes.Length), "the output is far longer than the input");
    }

    private void GoOn(MessagesStream stream, ReadOnlySpan<byte> bytes)
    {
        Finding.Unless(stream.PausedContent.IsEmpty || Written.IsJson(stream.PausedContent.Span), "the content to continue is not JSON");
        if (bytes.Length % 2 == 0)
        {
            stream.Resume();
            stream.Read(bytes, _whole);
            stream.End(_whole);
        }

        if (stream.IsPaused)
        {
            stream.FinishPaused(_whole);
            Finding.Unless(stream.IsComplete && stream.FinishReason is not null, "given up, and still not complete");
        }

        Finding.Unless(AreEvents(_whole.Span), "the continued chunks are not events with JSON");
    }

    private void Assemble(ReadOnlySpan<byte> bytes, int piece, int limit)
    {
        var assembly = new MessageAssembly(limit);
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(piece, rest.Length)..])
        {
            assembly.Read(rest[..Math.Min(piece, rest.Length)]);
        }

        assembly.End();
        Finding.Unless(assembly.IsComplete ^ assembly.Failure is not null, "not exactly one outcome of the assembly");
        if (assembly.IsComplete)
        {
            Finding.Unless(Written.IsJson(assembly.Message.Span), "the assembled message is not JSON");
            var answer = MessageAnswer.Translate(assembly.Message.Span, FuzzedAnswer.Plans[0], _whole.Clear());
            Finding.Unless(answer.Failure is null, "what was assembled is no answer");
        }
    }

    private static bool AreEvents(ReadOnlySpan<byte> output)
    {
        while (!output.IsEmpty)
        {
            var end = output.IndexOf("\n\n"u8);
            if (end < 0 || !output.StartsWith("data: "u8))
            {
                return false;
            }

            var data = output["data: "u8.Length..end];
            if (!data.SequenceEqual("[DONE]"u8) && !Written.IsJson(data))
            {
                return false;
            }

            output = output[(end + 2)..];
        }

        return true;
    }
}
