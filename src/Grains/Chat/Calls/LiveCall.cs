using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Chat.Calls;

/// <summary>
/// One call from the moment at which its alias is known to its last byte: what an operator sees of it, and how it is ended from outside. The
/// call's own relay writes; anybody reads, and may see a moment that is a little old.
/// </summary>
internal sealed class LiveCall : IDisposable
{
    private readonly CallTable _table;
    private readonly CancellationToken _hangUp;
    private CancellationTokenSource? _source;
    private Deadline? _deadline;
    private GatewayError? _ended;
    private volatile string? _backend;
    private volatile int _phase;
    private int _attempts;
    private long _tokens;

    internal LiveCall(CallTable table, ChatCall call, string alias, long epoch, bool stream, Reply reply, RelayOptions limits, TimeProvider time)
    {
        (_table, Call, Alias, Epoch, Stream) = (table, call, alias, epoch, stream);
        Started = time.GetUtcNow();
        Reply = new ReplyWriter(reply, stream, limits, time);
        _hangUp = reply.HangUp;
    }

    public ChatCall Call { get; }

    public string Alias { get; }

    public long Epoch { get; }

    public bool Stream { get; }

    public DateTimeOffset Started { get; }

    public ReplyWriter Reply { get; }

    /// <summary>Cancelled when the client has left.</summary>
    public CancellationToken HangUp => _hangUp;

    /// <summary>Cancelled when the client has left, and when the call is ended from outside.</summary>
    public CancellationToken Token
    {
        get
        {
            // Made for those who wait for something else than a backend: most calls never do.
            var source = Volatile.Read(ref _source);
            if (source is null)
            {
                var made = CancellationTokenSource.CreateLinkedTokenSource(_hangUp);
                source = Interlocked.CompareExchange(ref _source, made, null);
                if (source is null)
                {
                    source = made;
                }
                else
                {
                    made.Dispose();
                }
            }

            if (Ended is not null)
            {
                source.Cancel();
            }

            return source.Token;
        }
    }

    /// <summary>Nobody waits for the answer any more: the client has left, or the call was ended from outside.</summary>
    public bool IsCancelled => _hangUp.IsCancellationRequested || Ended is not null;

    /// <summary>What the client is told because somebody ended the call; null while nobody did.</summary>
    public GatewayError? Ended => Volatile.Read(ref _ended);

    /// <summary>Backends that were tried so far.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Of the present attempt, or of the latest; null before the first.</summary>
    public string? Backend => _backend;

    /// <summary>Of the answer of the present attempt, so far.</summary>
    public long Tokens => Volatile.Read(ref _tokens);

    public CallPhase Phase
    {
        get => (CallPhase)_phase;
        set => _phase = (int)value;
    }

    public void Attempting(string backend)
    {
        _backend = backend;
        Volatile.Write(ref _tokens, 0);
        Interlocked.Increment(ref _attempts);
    }

    /// <summary>The present attempt ends with this, should the call be ended from outside.</summary>
    public void EndsWith(Deadline deadline)
    {
        Volatile.Write(ref _deadline, deadline);
        if (Ended is not null)
        {
            deadline.Cancel();
        }
    }

    /// <summary>The answer has come this far.</summary>
    public void Progressed(long tokens) => Volatile.Write(ref _tokens, tokens);

    /// <summary>Ends the call with this error, unless it is ended already. From any thread; returns without waiting for the end.</summary>
    public bool TryEnd(GatewayError error)
    {
        if (Interlocked.CompareExchange(ref _ended, error, null) is not null)
        {
            return false;
        }

        // What hangs on the tokens does not run on the thread of whoever ends a call, nor of whoever ends all of them.
        Volatile.Read(ref _deadline)?.CancelAsync();
        try
        {
            Volatile.Read(ref _source)?.CancelAsync().Ignore();
        }
        catch (ObjectDisposedException)
        {
            // It came to its own end in this very moment.
        }

        return true;
    }

    public CallInFlight Show() => new()
    {
        RequestId = Call.RequestId,
        Api = Call.Api,
        Subscription = Call.Subscription,
        Alias = Alias,
        Epoch = Epoch,
        Stream = Stream,
        Phase = Phase,
        Attempts = Volatile.Read(ref _attempts),
        Backend = _backend,
        Tokens = Volatile.Read(ref _tokens),
        Started = Started,
    };

    /// <summary>The call is over, and its reply not touched any more.</summary>
    public void Dispose()
    {
        _table.Remove(this);
        _source?.Dispose();
    }
}
