using Orleans.Gateway.Portal.Overview;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class LiveFiguresTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Sample At(int seconds, params (string Backend, Counters Counters)[] backends) => new(Start.AddSeconds(seconds), backends.ToDictionary(one => one.Backend, one => one.Counters));

    [Fact]
    public void One_sample_says_nothing_about_rates()
    {
        var figures = new LiveFigures();
        figures.Add(At(0, ("a", new(5, 1, 100))));

        Assert.Null(figures.AttemptsPerSecond);
        Assert.Null(figures.FailedPercent);
        Assert.Empty(figures.Tokens().Series);
    }

    [Fact]
    public void Rates_are_over_the_last_ten_seconds()
    {
        var figures = new LiveFigures();
        figures.Add(At(0, ("a", new(0, 0, 0))));
        figures.Add(At(20, ("a", new(1000, 0, 0))));
        figures.Add(At(30, ("a", new(1050, 5, 600)), ("b", new(10, 0, 0))));

        Assert.Equal(5, figures.AttemptsPerSecond);
        Assert.Equal(3600, figures.TokensPerMinute);
        Assert.Equal(100.0 * 5 / 1050, figures.FailedPercent!.Value, 6);
        var (times, series) = figures.Tokens();
        Assert.Equal(2, times.Length);
        Assert.Equal([0, 60], Assert.Single(series).Values);
    }

    [Fact]
    public void A_counter_that_begins_anew_is_no_negative_rate()
    {
        var figures = new LiveFigures();
        figures.Add(At(0, ("a", new(100, 10, 500))));
        figures.Add(At(2, ("a", new(3, 0, 20))));

        Assert.Equal(0, figures.AttemptsPerSecond);
        Assert.Null(figures.FailedPercent);
    }
}
