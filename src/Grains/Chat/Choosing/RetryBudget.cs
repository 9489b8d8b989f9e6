using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// How many calls of this process may be on another attempt at the same time: a share of those that are on their first, and a few in any case.
/// Where everything fails, providers so get little more than what clients sent. Thread-safe, without a lock.
/// </summary>
public sealed class RetryBudget(IOptions<RelayOptions> options)
{
    private readonly int _percent = options.Value.RetryBudgetPercent;
    private readonly int _floor = options.Value.RetryBudgetFloor;
    private int _calls;
    private int _retries;

    /// <summary>Calls that are on another attempt than their first, and have no answer yet.</summary>
    public int Retries => Volatile.Read(ref _retries);

    internal void Began() => Interlocked.Increment(ref _calls);

    internal void Ended() => Interlocked.Decrement(ref _calls);

    /// <summary>False: the budget is used up. True: it is to be given back when the attempt has ended or its answer has begun.</summary>
    internal bool TryTake()
    {
        while (true)
        {
            var retries = Volatile.Read(ref _retries);
            if (retries >= Math.Max(_floor, (Volatile.Read(ref _calls) - retries - 1) * (long)_percent / 100))
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _retries, retries + 1, retries) == retries)
            {
                return true;
            }
        }
    }

    internal void GiveBack() => Interlocked.Decrement(ref _retries);
}
