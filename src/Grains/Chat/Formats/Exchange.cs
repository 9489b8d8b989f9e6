using System.Buffers;
using System.Net.Http.Headers;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>One attempt's translation: what goes out, and how what comes back is read. Not thread-safe.</summary>
internal abstract class Exchange
{
    /// <summary>Whether the answer is asked for as a stream.</summary>
    public abstract bool StreamsUpstream { get; }

    /// <summary>What could not be carried over, for <c>x-gateway-translation</c>; null when nothing was lost.</summary>
    public virtual string? Loss => null;

    /// <summary>The name under which the provider's answers carry their request id.</summary>
    public virtual string RequestIdHeader => "x-request-id";

    public virtual void AddHeaders(HttpRequestHeaders headers)
    {
    }

    /// <summary>Reads a streamed answer for a client that streams.</summary>
    public abstract AnswerStream OpenStream();

    /// <summary>Reads a whole answer.</summary>
    public abstract WholeAnswer Whole(ReadOnlySpan<byte> body, IBufferWriter<byte> output);

    /// <summary>Reads an answer with an error status.</summary>
    public abstract ProviderFailure Error(int status, HttpResponseHeaders headers, DateTimeOffset now, ReadOnlySpan<byte> body);

    protected static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
