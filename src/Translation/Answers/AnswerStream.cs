using System.Buffers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Answers;

/// <summary>
/// One streamed answer on its way to the client: the provider's bytes in, the client's server-sent events out.
/// One instance for one attempt; not thread-safe; no I/O and no clock.
/// </summary>
/// <remarks>
/// <code>
///   bytes ──▶ Read ──▶ output          until HasContent, the caller keeps the output to itself and may throw it away
///   end   ──▶ End  ──▶ output          exactly one of IsComplete and Failure is set afterwards
/// </code>
/// A failure is never written: whether it becomes another attempt, a plain HTTP error or an error in the stream depends on
/// what the client has already seen, which only the caller knows.
/// </remarks>
public abstract class AnswerStream
{
    /// <summary>Whether an event with content (text, a refusal, the start of a tool call, exposed thinking) went by: from here on the answer is committed.</summary>
    public bool HasContent { get; protected set; }

    /// <summary>Whether the provider ended its answer properly. Everything, the closing <c>[DONE]</c> included, is in the output then.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Whether all was said that an answer has, so that it is whole also where its provider goes without another word.</summary>
    public abstract bool MayEnd { get; }

    /// <summary>
    /// Whether the provider interrupted its own work and waits to be asked to go on: neither complete nor failed. Nothing is read until it is.
    /// </summary>
    public bool IsPaused { get; protected set; }

    /// <summary>Why the answer cannot go on: an error inside the stream, a broken event, or an end before its end. Nothing is read after it.</summary>
    public ProviderFailure? Failure { get; protected set; }

    /// <summary>The tokens reported so far.</summary>
    public TokenUsage Usage { get; protected set; }

    /// <summary>
    /// Whole events and comments so far, whatever they say: what shows that the provider is alive. The bytes of an event that is not finished
    /// do not count, or one that never is would look alive for ever.
    /// </summary>
    public long Arrivals { get; protected set; }

    /// <summary>Content events so far, for the list of calls in flight and the time per output chunk.</summary>
    public int ContentEvents { get; protected set; }

    /// <summary>The finish reason that went to the client; null before it did.</summary>
    public string? FinishReason { get; protected set; }

    /// <summary>Takes in what arrived. Any split of the same bytes gives the same output.</summary>
    public abstract void Read(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output);

    /// <summary>The provider closed the stream. Sets <see cref="IsComplete"/> or <see cref="Failure"/>.</summary>
    public abstract void End(IBufferWriter<byte> output);
}
