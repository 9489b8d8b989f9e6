using System.Buffers;
using System.Net.Http.Headers;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>
/// One attempt's translation: what goes out, and how what comes back is read. An attempt is one call of the provider, unless the provider pauses
/// its own work or a refusal taught how to ask better. Not thread-safe.
/// </summary>
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

    /// <summary>Writes the body of the next call.</summary>
    /// <exception cref="RequestRejectedException">The call cannot be said in this format.</exception>
    public abstract void Write(IBufferWriter<byte> body);

    /// <summary>Reads streamed answers for a client that streams. The same one for all calls of the attempt.</summary>
    public abstract AnswerStream Stream { get; }

    /// <summary>Puts a streamed answer together for a client that does not stream; only where <see cref="StreamsUpstream"/> says so.</summary>
    public virtual IStreamAssembly Assemble() => throw new NotSupportedException("This format asks for whole answers when the client does.");

    /// <summary>Takes in a whole answer. Null: the provider paused, and another call (<see cref="TryContinue"/>) has to follow.</summary>
    public abstract WholeAnswer? Take(ReadOnlySpan<byte> body, IBufferWriter<byte> output);

    /// <summary>Reads an answer with an error status.</summary>
    public abstract ProviderFailure Error(int status, HttpResponseHeaders headers, DateTimeOffset now, ReadOnlySpan<byte> body);

    /// <summary>Whether the call is worth sending once more, otherwise than before, because of what its refusal says.</summary>
    public virtual bool TryRepair(ProviderFailure failure) => false;

    /// <summary>The provider paused: prepares the call that lets it go on. False: it has paused too often, and the answer ends here.</summary>
    public virtual bool TryContinue() => false;

    /// <summary>Ends an answer that paused too often. For streams.</summary>
    public virtual void FinishPaused(IBufferWriter<byte> output)
    {
    }

    /// <summary>Ends a whole answer that paused too often.</summary>
    public virtual WholeAnswer FinishPausedWhole(IBufferWriter<byte> output) => default;

    /// <summary>
    /// The answer is complete, and its end not yet sent: what later turns need is on its way to be kept before the client can begin one.
    /// </summary>
    public virtual void Completed()
    {
    }

    protected static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>A streamed answer on its way to becoming a whole one.</summary>
internal interface IStreamAssembly
{
    /// <summary>The whole answer is there.</summary>
    bool IsComplete { get; }

    ProviderFailure? Failure { get; }

    TokenUsage Usage { get; }

    /// <summary>Whole events and comments so far.</summary>
    long Arrivals { get; }

    ReadOnlyMemory<byte> Message { get; }

    void Read(ReadOnlySpan<byte> bytes);

    /// <summary>The provider closed the stream. Sets <see cref="IsComplete"/> or <see cref="Failure"/>.</summary>
    void End();
}
