using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// How many calls of this process may be on another attempt at the same time: a share of those that are on their first, and a few in any case.
/// Where everything fails, providers so get little more than what clients sent. A call that finds the budget used up waits for its turn, which is
/// a moment where another target answers, and gives up where none does. Thread-safe.
/// </summary>
public sealed class RetryBudget(IOptions<RelayOptions> options, TimeProvider time)
{
    /// <summary>How long a call waits for its turn. Longer than a healthy target takes to begin an answer, mostly; shorter than clients lose patience.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly int _percent = options.Value.RetryBudgetPercent;
    private readonly int _floor = options.Value.RetryBudgetFloor;
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _waiting = new();
    private int _calls;
    private int _retries;

    /// <summary>Calls that are on another attempt than their first, and have no answer yet.</summary>
    public int Retries => Volatile.Read(ref _retries);

    internal void Began()
    {
        Interlocked.Increment(ref _calls);

        // A glance without the lock: whom it overlooks the next one sees.
        if (_waiting.Count > 0)
        {
            lock (_lock)
            {
                Serve();
            }
        }
    }

    internal void Ended() => Interlocked.Decrement(ref _calls);

    /// <summary>False: the budget is used up, and was for as long as a call waits. True: it is to be given back when the attempt has ended or its answer has begun.</summary>
    internal ValueTask<bool> TakeAsync(CancellationToken cancellation)
    {
        if (_percent == 0 && _floor == 0)
        {
            return new(false); // There never is a turn.
        }

        LinkedListNode<TaskCompletionSource<bool>> turn;
        lock (_lock)
        {
            if (TryTake())
            {
                return new(true);
            }

            turn = _waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(turn, cancellation);
    }

    /// <summary>The same without waiting.</summary>
    internal bool TryTake()
    {
        lock (_lock)
        {
            Serve();
            var mayTake = _waiting.Count == 0 && MayTake(asking: 1);
            _retries += mayTake ? 1 : 0;
            return mayTake;
        }
    }

    internal void GiveBack()
    {
        lock (_lock)
        {
            _retries--;
            Serve();
        }
    }

    /// <summary>Lets in who waits, as far as there is room: not only what was given back makes some, but also a call that begins. Under the lock.</summary>
    private void Serve()
    {
        while (_waiting.First is { } next && MayTake(_waiting.Count))
        {
            _waiting.RemoveFirst();
            _retries++;
            next.Value.SetResult(true);
        }
    }

    /// <param name="asking">Those that ask or wait are on no attempt: they are nobody's share.</param>
    private bool MayTake(int asking) => _retries < Math.Max(_floor, (Volatile.Read(ref _calls) - _retries - asking) * (long)_percent / 100);

    private async ValueTask<bool> WaitAsync(LinkedListNode<TaskCompletionSource<bool>> turn, CancellationToken cancellation)
    {
        await ((Task)turn.Value.Task).WaitAsync(LongestWait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (turn.Value.Task.IsCompleted)
            {
                return true;
            }

            _waiting.Remove(turn);
            Serve();
            return false;
        }
    }
}
