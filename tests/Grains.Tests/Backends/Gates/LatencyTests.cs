using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

public class LatencyTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 12)]
    [InlineData(100, 116)]
    [InlineData(1000, 1084)]
    [InlineData(60_000, 60185)]
    public void A_class_ends_at_most_a_quarter_above_what_falls_into_it(int milliseconds, int end)
    {
        var found = LatencyHistogram.EndOf(LatencyHistogram.ClassOf(TimeSpan.FromMilliseconds(milliseconds)));

        Assert.Equal(end, (int)found.TotalMilliseconds);
        Assert.InRange(found.TotalMilliseconds, milliseconds, Math.Max(10, milliseconds * 1.26));
    }

    [Fact]
    public void Quantiles_are_the_ends_of_their_classes()
    {
        var counts = new int[LatencyHistogram.Classes];
        counts[LatencyHistogram.ClassOf(TimeSpan.FromMilliseconds(100))] = 94;
        counts[LatencyHistogram.ClassOf(TimeSpan.FromSeconds(5))] = 6;

        Assert.Equal(116, LatencyHistogram.Quantile(counts, 0.5)!.Value.TotalMilliseconds, 0);
        Assert.InRange(LatencyHistogram.Quantile(counts, 0.95)!.Value.TotalSeconds, 5, 6.3);
        Assert.Null(LatencyHistogram.Quantile(new int[LatencyHistogram.Classes], 0.5));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(119, 3)]
    [InlineData(121, 3)]
    [InlineData(239, 3)]
    [InlineData(241, 0)]
    [InlineData(100_000, 0)]
    public void What_is_older_than_two_turns_is_forgotten(int seconds, int left)
    {
        var histogram = new LatencyHistogram();
        histogram.Add([1, 2], default);

        Span<int> sums = stackalloc int[LatencyHistogram.Classes];
        histogram.AddTo(sums, TimeSpan.FromSeconds(seconds));

        Assert.Equal(left, sums[0] + sums[1]);
    }

    [Fact]
    public void A_peak_counts_at_once_and_is_forgotten_over_time()
    {
        var ewma = default(PeakEwma).With(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)).With(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        Assert.Equal(2, ewma.Read(TimeSpan.FromSeconds(2)).TotalSeconds, 3);

        Assert.InRange(ewma.Read(TimeSpan.FromSeconds(12)).TotalSeconds, 0.7, 0.8);
        Assert.InRange(ewma.With(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(12)).Value.TotalSeconds, 0.7, 0.9);
        Assert.Equal(TimeSpan.Zero, default(PeakEwma).Read(TimeSpan.FromSeconds(9)));
    }
}
