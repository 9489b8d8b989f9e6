using System.Buffers;
using System.Text;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

/// <summary>One stream from its first byte to its end, and what the client got of it.</summary>
internal sealed record PassedThrough(PassThroughStream Stream, string Text)
{
    public static PassedThrough Of(string input, bool includeUsage = true, string? showModel = null, int piece = int.MaxValue) =>
        Of(Encoding.UTF8.GetBytes(input), includeUsage, showModel, piece);

    public static PassedThrough Of(byte[] input, bool includeUsage = true, string? showModel = null, int piece = int.MaxValue) =>
        Of(input, new PassThroughStream(includeUsage, showModel), _ => piece);

    /// <param name="piece">The length of the piece that begins at an offset.</param>
    public static PassedThrough Of(byte[] input, PassThroughStream stream, Func<int, int> piece)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(piece(at), input.Length - at);
            stream.Read(input.AsSpan(at, length).ToArray(), output);
            at += length;
        }

        stream.End(output);
        return new(stream, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>What has to be the same however the bytes were split.</summary>
    public (string Text, bool IsComplete, object? Failure, bool HasContent, int ContentEvents, TokenUsage Usage, string? FinishReason) Outcome =>
        (Text, Stream.IsComplete, Stream.Failure, Stream.HasContent, Stream.ContentEvents, Stream.Usage, Stream.FinishReason);
}
