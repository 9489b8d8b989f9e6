using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>Permits that come back. Silos say how many they hold each time, so those of a dead silo are free once it is forgotten.</summary>
internal sealed class ConcurrencyCounter : Counter
{
    /// <summary>Nobody can say when a call ends; this is when asking again is worth it.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override TimeSpan GoodFor(CounterRule rule, Moment now) => LeaseHolders.Forgotten;

    protected override long Available(CounterRule rule, Moment now) => rule.Amount - Holders.Total;

    // What silos hold says everything.
    protected override void Take(long amount)
    {
    }

    protected override void Return(long amount, CounterRule rule)
    {
    }

    protected override TimeSpan? WaitFor(long amount, CounterRule rule, Moment now) => amount > rule.Amount ? null : Retry;

    protected override TimeSpan ResetsIn(CounterRule rule, Moment now) => TimeSpan.Zero;
}
