using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Limits.Budgets;

/// <summary>What was spent in one window of the calendar, as a value. A new window begins by the clock, not by a tick that could be missed.</summary>
/// <param name="Start">UTC.</param>
/// <param name="Used">Leased parts included; may be above the quota.</param>
internal readonly record struct QuotaWindow(DateTimeOffset Start, long Used)
{
    public QuotaWindow At(DateTimeOffset now, QuotaPeriod period)
    {
        var start = StartOf(now, period);

        // A clock that is set back within its skew must not open an old window again.
        return start > Start ? new(start, 0) : this;
    }

    public QuotaWindow Take(long amount) => this with { Used = Sum.Of(Used, amount) };

    public QuotaWindow Return(long amount) => this with { Used = Math.Max(0, Used - amount) };

    public TimeSpan ResetsIn(DateTimeOffset now, QuotaPeriod period)
    {
        var wait = EndOf(Start, period) - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    internal static DateTimeOffset StartOf(DateTimeOffset now, QuotaPeriod period)
    {
        var utc = now.UtcDateTime;
        return new DateTimeOffset(
            period switch
            {
                QuotaPeriod.Hourly => utc.Date.AddHours(utc.Hour),
                QuotaPeriod.Daily => utc.Date,
                QuotaPeriod.Weekly => utc.Date.AddDays(-(((int)utc.DayOfWeek + 6) % 7)),
                QuotaPeriod.Monthly => new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc),
                QuotaPeriod.Yearly => new DateTime(utc.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                _ => throw new ArgumentOutOfRangeException(nameof(period), period, "A new period needs its beginning here."),
            },
            TimeSpan.Zero);
    }

    private static DateTimeOffset EndOf(DateTimeOffset start, QuotaPeriod period) => period switch
    {
        QuotaPeriod.Hourly => start.AddHours(1),
        QuotaPeriod.Daily => start.AddDays(1),
        QuotaPeriod.Weekly => start.AddDays(7),
        QuotaPeriod.Monthly => start.AddMonths(1),
        _ => start.AddYears(1),
    };
}
