namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>One call and how far it came. Read at any time, from any thread.</summary>
public sealed class LedgerEntry
{
    private readonly Action _changed;
    private readonly Lock _lock = new();
    private long _bytes;
    private int _events;

    internal LedgerEntry(string id, ReceivedRequest request, DateTimeOffset started, Action changed)
    {
        (Id, Request, StartedAt, _changed) = (id, request, started, changed);
    }

    /// <summary>The caller's <c>x-request-id</c>, else one of the provider's own.</summary>
    public string Id { get; }

    public ReceivedRequest Request { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>When the provider was done with the call, or learnt that the caller had left; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public CallEnd End { get; private set; }

    /// <summary>The status that was sent; null before it was.</summary>
    public int? Status { get; internal set; }

    /// <summary>The rule that the request broke, in the provider's words; null for a good request.</summary>
    public string? Refusal { get; internal set; }

    /// <summary>
    /// Whether a whole good answer was handed to the connection: a stream up to the event that ends it, or a body that is an answer. Errors are
    /// none, whatever their status, and what a behaviour cut or bent is none either.
    /// </summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Bytes of the body that were handed to the connection.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whole events of the body that were handed to the connection.</summary>
    public int Events => Volatile.Read(ref _events);

    internal void Sent(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <param name="piece">A whole one.</param>
    internal void SendingEvent(ReadOnlySpan<byte> piece) =>
        IsAnswered |= Status == 200 && (Request.Streams ? AnswerEnd.IsLastEvent(Request.Dialect, piece) : AnswerEnd.IsAnswer(piece));

    internal void SentEvent()
    {
        Interlocked.Increment(ref _events);
        _changed();
    }

    /// <summary>The first end counts.</summary>
    internal void Finish(CallEnd end, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (End is not CallEnd.Open)
            {
                return;
            }

            (EndedAt, End) = (at, end);
        }

        _changed();
    }
}
