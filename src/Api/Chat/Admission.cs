using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Chat;

/// <summary>
/// How much this node takes on at once, and whether it takes on anything at all: calls, and the bytes of their bodies, so that no number of
/// clients costs more memory than was set. Thread-safe; takes no lock.
/// </summary>
internal sealed class Admission(IOptions<FrontOptions> options)
{
    private readonly FrontOptions _limits = options.Value;
    private TaskCompletionSource? _idle;
    private int _calls;
    private long _bytes;
    private volatile bool _isLeaving;
    private volatile bool _isRefusing;

    /// <summary>Calls from the moment at which their key is known to their last byte.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Bytes of memory that bodies hold.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The node is about to stop: load balancers and clients should go elsewhere, but are still served.</summary>
    public bool IsLeaving => _isLeaving;

    /// <summary>No call is taken any more.</summary>
    public bool IsRefusing => _isRefusing;

    /// <summary>Takes a call on; then <see cref="Exit"/> has to follow.</summary>
    public bool TryEnter()
    {
        // The count first: whoever waits for the last call must not overlook one that was let in.
        if (Interlocked.Increment(ref _calls) <= _limits.MaxConcurrentCalls && !_isRefusing)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _calls) == 0)
        {
            Volatile.Read(ref _idle)?.TrySetResult();
        }
    }

    /// <summary>Whether a body of that size would be let in now. A body alone always is, or a small limit would refuse it for ever.</summary>
    public bool HasRoomFor(long bytes) => Interlocked.Read(ref _bytes) is var held && (held == 0 || held + bytes <= _limits.MaxBufferedBytes);

    /// <summary>Lets a body that holds so many bytes hold so many more.</summary>
    public bool TryHold(long more, long already = 0)
    {
        var held = Interlocked.Add(ref _bytes, more);
        if (held <= _limits.MaxBufferedBytes || held == already + more)
        {
            return true;
        }

        LetGo(more);
        return false;
    }

    public void LetGo(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public void Leave() => _isLeaving = true;

    /// <summary>From now on no call is taken on. Completes when the last one is over.</summary>
    public Task RefuseAsync()
    {
        _isLeaving = _isRefusing = true;
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _idle, idle);
        if (Calls == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }
}
