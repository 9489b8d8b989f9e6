using System.Globalization;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Tests.Limits;

public class QuotaWindowTests
{
    [Fact]
    public void What_was_spent_stops_at_the_largest_number() =>
        Assert.Equal(long.MaxValue, default(QuotaWindow).Take(long.MaxValue - 1).Take(long.MaxValue / 2).Used);

    [Theory]
    [InlineData(QuotaPeriod.Hourly, "2026-11-28T13:59:59Z", "2026-11-28T13:00:00Z", "2026-11-28T14:00:00Z")]
    [InlineData(QuotaPeriod.Daily, "2026-11-28T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData(QuotaPeriod.Daily, "2026-11-28T01:00:00+02:00", "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z")] // by UTC
    [InlineData(QuotaPeriod.Weekly, "2026-11-29T23:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")] // a Sunday
    [InlineData(QuotaPeriod.Weekly, "2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z")] // a Monday
    [InlineData(QuotaPeriod.Monthly, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData(QuotaPeriod.Yearly, "2026-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void A_window_goes_from_to(QuotaPeriod period, string now, string start, string end)
    {
        var window = new QuotaWindow(default, 5).At(At(now), period);

        Assert.Equal(new QuotaWindow(At(start), 0), window);
        Assert.Equal(At(end) - At(now), window.ResetsIn(At(now), period));
    }

    [Fact]
    public void Within_a_window_what_was_used_stays() =>
        Assert.Equal(7, new QuotaWindow(At("2026-11-28T13:00:00Z"), 7).At(At("2026-11-28T13:30:00Z"), QuotaPeriod.Hourly).Used);

    [Fact]
    public void A_clock_that_is_set_back_opens_no_window_again() =>
        Assert.Equal(7, new QuotaWindow(At("2026-11-28T13:00:00Z"), 7).At(At("2026-11-28T12:59:30Z"), QuotaPeriod.Hourly).Used);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
