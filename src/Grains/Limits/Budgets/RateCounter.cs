using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>A minute's amount that fills evenly.</summary>
/// <param name="isSuccessor">
/// Another activation ended without saying how the counter stood: it begins empty rather than full, which costs a minute at most and admits nothing
/// twice.
/// </param>
internal sealed class RateCounter(CounterRule rule, Moment now, bool isSuccessor) : Counter
{
    /// <summary>Short, since a lease that is spent late is spent beside what has filled up meanwhile.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private TokenBucket _bucket = isSuccessor ? TokenBucket.Empty(now.Time) : TokenBucket.Full(rule.Amount, now.Time);
    private bool _isSuccessor = isSuccessor;

    protected override TimeSpan GoodFor(CounterRule rule, Moment now) => Lease;

    /// <summary>The news that there was another activation came late: what was granted since is taken back as debt, once.</summary>
    public void Succeed(CounterRule current)
    {
        if (!_isSuccessor)
        {
            _isSuccessor = true;
            _bucket = _bucket.Take(current.Amount);
        }
    }

    protected override long Available(CounterRule rule, Moment now)
    {
        _bucket = _bucket.Refilled(rule.Amount, now.Time);
        return (long)Math.Floor(_bucket.Level);
    }

    protected override void Take(long amount) => _bucket = _bucket.Take(amount);

    protected override void Return(long amount, CounterRule rule) => _bucket = _bucket.Return(amount, rule.Amount);

    protected override TimeSpan? WaitFor(long amount, CounterRule rule, Moment now) => _bucket.WaitFor(amount, rule.Amount);

    protected override TimeSpan ResetsIn(CounterRule rule, Moment now) => _bucket.WaitFor(rule.Amount, rule.Amount)!.Value;
}
