namespace Orleans.Gateway.Contracts.Limits;

/// <summary>The rule of one counter. Callers bring it along, since a counter's owner knows no catalog.</summary>
/// <param name="Amount">Tokens, calls or millionths of a currency unit; above 0.</param>
/// <param name="Period">Only of a quota.</param>
[GenerateSerializer, Immutable, Alias("gateway.CounterRule")]
public readonly record struct CounterRule([property: Id(0)] CounterKind Kind, [property: Id(1)] long Amount, [property: Id(2)] QuotaPeriod Period = QuotaPeriod.None)
{
    public static CounterRule PerMinute(long amount) => new(CounterKind.PerMinute, amount);

    public static CounterRule Quota(long amount, QuotaPeriod period) => new(CounterKind.Quota, amount, period);

    public static CounterRule Concurrent(long amount) => new(CounterKind.Concurrent, amount);
}

public enum CounterKind
{
    /// <summary>A bucket of a minute's amount that fills evenly.</summary>
    PerMinute,

    /// <summary>A fixed window of the calendar, UTC.</summary>
    Quota,

    /// <summary>Permits that come back.</summary>
    Concurrent,
}

public enum QuotaPeriod
{
    None,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}
