using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>A window of the calendar.</summary>
/// <param name="window">As it was stored.</param>
internal sealed class QuotaCounter(QuotaWindow window) : Counter
{
    private QuotaWindow _window = window;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // What was leased in one window is not spent in the next.
    protected override TimeSpan GoodFor(CounterRule rule, Moment now) =>
        _window.ResetsIn(now.Utc, rule.Period) is var rest && rest < Lease ? rest : Lease;

    protected override long WindowOf(CounterRule rule, Moment now)
    {
        _window = _window.At(now.Utc, rule.Period);
        return _window.Start.UtcTicks;
    }

    /// <summary>As it is, or put back to how it was before something that has failed.</summary>
    public QuotaWindow Window
    {
        get => _window;
        set => _window = value;
    }

    protected override long Available(CounterRule rule, Moment now)
    {
        _window = _window.At(now.Utc, rule.Period);
        return rule.Amount - _window.Used;
    }

    protected override void Take(long amount) => _window = _window.Take(amount);

    protected override void Return(long amount, CounterRule rule) => _window = _window.Return(amount);

    protected override TimeSpan? WaitFor(long amount, CounterRule rule, Moment now) => amount > rule.Amount ? null : _window.ResetsIn(now.Utc, rule.Period);

    protected override TimeSpan ResetsIn(CounterRule rule, Moment now) => _window.ResetsIn(now.Utc, rule.Period);
}
