using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Grains.Aliases.Rollouts;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

public class LatencyEvidenceTests
{
    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 1)]
    [InlineData(0.26, 2)]
    [InlineData(0.5, 2)]
    [InlineData(1, 4)]
    [InlineData(10, 11)]
    public void A_margin_acts_as_the_next_power_above(double margin, int classes) => Assert.Equal(classes, LatencyEvidence.Shift(margin));

    [Theory]
    [InlineData(300, 300, false)]
    [InlineData(400, 300, false)] // within half as long again
    [InlineData(900, 300, true)]
    [InlineData(300, 900, false)]
    public void Only_what_is_later_by_more_than_the_margin_counts(int canary, int rest, bool counts) =>
        Assert.Equal(counts, LatencyEvidence.Of(Arms.Of(0, 200, canary), Arms.Of(0, 2000, rest), 2) > 10);

    [Fact]
    public void A_slow_tail_is_seen_although_the_median_is_the_same()
    {
        ArmCounts canary = new() { FirstContent = Arms.Times(Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 8.0 : 0.3)) };
        ArmCounts rest = new() { FirstContent = Arms.Times(Enumerable.Repeat(0.3, 4000)) };

        Assert.Equal(LatencyEvidence.Median(rest), LatencyEvidence.Median(canary));
        Assert.True(LatencyEvidence.Of(canary, rest, 2) > 10);
    }

    [Fact]
    public void Without_times_there_is_nothing_to_say()
    {
        Assert.Null(LatencyEvidence.Median(ArmCounts.None));
        Assert.True(LatencyEvidence.Of(ArmCounts.None, Arms.Of(0, 100, 300), 2) <= 0);
    }
}
