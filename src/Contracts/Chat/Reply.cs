using System.Buffers;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>
/// The client's response, as the relay sees it: a head once, then bytes. Not thread-safe, but for <see cref="Abort"/>: the relay sees to it that
/// one writes at a time, though not always on the same thread. Nothing here throws because a client has left.
/// </summary>
public abstract class Reply
{
    /// <summary>Whether the head was sent: from here on, an error can only be part of the body.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether what was begun is a stream: its end is nowhere announced.</summary>
    public bool IsStream { get; private set; }

    /// <summary>Cancelled when the client has left.</summary>
    public abstract CancellationToken HangUp { get; }

    /// <summary>Where the body goes. Only after <see cref="Begin"/>.</summary>
    public abstract IBufferWriter<byte> Body { get; }

    /// <summary>Sends the head. Once.</summary>
    public void Begin(ReplyHead head)
    {
        if (HasBegun)
        {
            throw new InvalidOperationException("The head of this reply has been sent already.");
        }

        HasBegun = true;
        IsStream = head.ContentLength is null;
        OnBegin(head);
    }

    /// <summary>Content follows. Not before the head, which may have been sent long before, so that the connection stays alive. Once.</summary>
    public virtual void ContentBegins()
    {
    }

    /// <summary>Sends what was written. Waits while the client is slow. False: the client has left, and nothing will reach it any more.</summary>
    public abstract ValueTask<bool> FlushAsync(CancellationToken cancellation);

    /// <summary>
    /// Breaks the connection to the client off; <see cref="HangUp"/> is cancelled because of it, and a flush that waits ends. At any time from
    /// any thread, until the call has returned.
    /// </summary>
    public abstract void Abort();

    protected abstract void OnBegin(ReplyHead head);
}

/// <param name="ContentLength">Null for a stream.</param>
[GenerateSerializer, Immutable, Alias("gateway.ReplyHead")]
public sealed record ReplyHead(
    [property: Id(0)] int Status, [property: Id(1)] string ContentType, [property: Id(2)] long? ContentLength = null)
{
    public const string Json = "application/json";
    public const string EventStream = "text/event-stream; charset=utf-8";

    /// <summary>Further headers, as the client gets them.</summary>
    [Id(3)] public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The tokens of the whole answer that follows, as the provider counted them; null where that is not known.</summary>
    [Id(4)] public long? Tokens { get; init; }
}
