namespace Orleans.Gateway.Contracts.Calls;

/// <summary>Whether this process takes calls on, and how many it has. Thread-safe; takes no lock.</summary>
/// <param name="most">Calls at once.</param>
public sealed class Intake(int most = int.MaxValue)
{
    private TaskCompletionSource? _idle;
    private int _calls;
    private volatile bool _isLeaving;
    private volatile bool _isRefusing;

    /// <summary>Calls that were taken on and are not over.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The process is about to stop: whoever can should go elsewhere, but is still served.</summary>
    public bool IsLeaving => _isLeaving;

    /// <summary>No call is taken any more.</summary>
    public bool IsRefusing => _isRefusing;

    /// <summary>Takes a call on; then <see cref="Exit"/> has to follow.</summary>
    public bool TryEnter()
    {
        // The count first: whoever waits for the last call must not overlook one that was let in.
        if (Interlocked.Increment(ref _calls) <= most && !_isRefusing)
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
