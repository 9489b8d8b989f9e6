using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>What one attempt has reserved of its backend's limits. Settled once; not thread-safe.</summary>
internal sealed class BackendSpending(LeaseMetrics metrics)
{
    private readonly List<HeldCounter> _held = new(4);
    private bool _isSettled;

    /// <summary>Until the backend may have something left; null: it has given all that was asked for.</summary>
    public TimeSpan? Wait { get; private set; }

    /// <summary>Whether it is a limit that was reached, as against a counter that cannot be looked up.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>What a counter said. False: it refuses, and so does the backend.</summary>
    public bool Took(PlannedCounter counter, CounterLease lease, in Spending spent)
    {
        if (spent.IsGranted)
        {
            _held.Add(new HeldCounter(counter, lease, spent));
            return true;
        }

        (Wait, IsLimited) = (spent.RetryAfter ?? CounterLease.Pause, !spent.IsUnavailable);
        metrics.Refused(counter.Word, counter.Scope);
        GiveBack();
        return false;
    }

    /// <summary>The attempt was not made.</summary>
    public void GiveBack() => Settle(AttemptResult.Unknown, default);

    /// <summary>The attempt is over. The first time counts.</summary>
    public void Settle(AttemptResult result, in AttemptUsage used)
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        foreach (var held in _held)
        {
            var amount = AttemptAmounts.Used(held.Counter.Kind, result, used);
            held.Lease.Settle(held.Spent, amount);
            if (amount > 0)
            {
                metrics.Settled(held.Counter.Word, held.Counter.Scope, amount);
            }
        }
    }
}
