using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>
/// Decides on the leases of one counter. What is leased is taken from the budget at once, so unspent leases can only make the cluster spend less;
/// they come back when their silo returns them, and never when it dies. Not thread-safe: a grain owns it.
/// </summary>
internal abstract class Counter
{
    private readonly LeaseHolders _holders = new();
    private readonly HeardCalls _heard = new();
    private long _exceeded;

    /// <summary>What is there to be leased now; below 0 where more was spent than there was.</summary>
    protected abstract long Available(CounterRule rule, Moment now);

    protected abstract void Take(long amount);

    protected abstract void Return(long amount, CounterRule rule);

    protected abstract TimeSpan GoodFor(CounterRule rule, Moment now);

    /// <summary>Until that much is available; null when it never is.</summary>
    protected abstract TimeSpan? WaitFor(long amount, CounterRule rule, Moment now);

    protected abstract TimeSpan ResetsIn(CounterRule rule, Moment now);

    /// <summary>See <see cref="LeaseAnswer.Window"/>.</summary>
    protected virtual long WindowOf(CounterRule rule, Moment now) => 0;

    protected LeaseHolders Holders => _holders;

    /// <summary>Takes what the silo owes, and what it gives back. Returns what can be granted then, which only <see cref="Grant"/> takes.</summary>
    public long Settle(LeaseCall call, Moment now)
    {
        _holders.Expire(now.Time);
        _holders.Set(call.Silo, call.Held, now.Time);
        var before = Math.Max(0, -Available(call.Rule, now));
        HearAgain(call, now);
        Take(call.Debt);
        if (call.Window == WindowOf(call.Rule, now))
        {
            Return(call.Returned, call.Rule);
        }

        var available = Available(call.Rule, now);
        _exceeded = Math.Max(0, Math.Max(0, -available) - before);
        return available < call.Need || call.Need > call.Rule.Amount
            ? 0
            : call.Need + Math.Clamp((available - call.Need) / (_holders.Count + 1), 0, call.Ahead);
    }

    /// <param name="granted">What <see cref="Settle"/> said.</param>
    public LeaseAnswer Grant(LeaseCall call, long granted, Moment now, long owner)
    {
        Take(granted);
        _heard.Set(call, granted, WindowOf(call.Rule, now), now.Time);
        _holders.Set(call.Silo, call.Held + granted, now.Time);
        return new()
        {
            Granted = granted,
            GoodFor = GoodFor(call.Rule, now),
            RetryAfter = granted > 0 || call.Need == 0 ? TimeSpan.Zero : WaitFor(call.Need, call.Rule, now),
            Remaining = Math.Max(0, Available(call.Rule, now)),
            ResetsIn = ResetsIn(call.Rule, now),
            Owner = owner,
            Silos = _holders.Count,
            Window = WindowOf(call.Rule, now),
            Exceeded = _exceeded,
        };
    }

    private void HearAgain(LeaseCall call, Moment now)
    {
        var (last, window) = (_heard.LastOf(call.Silo), WindowOf(call.Rule, now));
        foreach (var told in call.Unanswered)
        {
            if (told.Number > last.Number)
            {
                Take(told.Debt);

                // Where nothing was heard of the silo at all, another activation may have had it back.
                if (last.Number > 0 && told.Window == window)
                {
                    Return(told.Returned, call.Rule);
                }
            }
            else if (told.Number == last.Number && last.Window == window)
            {
                Return(last.Granted, call.Rule);
            }
        }
    }

    public CounterStatus Status(CounterRule rule, Moment now)
    {
        _holders.Expire(now.Time);
        var available = Available(rule, now);
        return new(rule, Math.Max(0, available), _holders.Total, Math.Max(0, -available), ResetsIn(rule, now), _holders.Count);
    }
}

/// <param name="Time">Since some beginning; what is measured in durations.</param>
/// <param name="Utc">What is measured by the calendar.</param>
internal readonly record struct Moment(TimeSpan Time, DateTimeOffset Utc);
