using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Grains.Aliases.Rollouts;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

public class RolloutEvidenceTests
{
    [Fact]
    public void A_report_that_comes_twice_or_late_counts_once()
    {
        var evidence = new RolloutEvidence().With(Report(2, 0, "s1", 5)).With(Report(2, 0, "s1", 9)).With(Report(2, 0, "s1", 9)).With(Report(2, 0, "s1", 5)).With(Report(2, 0, "s2", 1));

        Assert.Equal((10, 20), (evidence.Canary.Attempts, evidence.Rest.Attempts));
    }

    [Fact]
    public void Each_step_begins_with_nothing_and_what_belongs_to_another_is_not_taken()
    {
        var evidence = new RolloutEvidence().With(Report(2, 0, "s1", 5)).With(Report(2, 1, "s1", 3));

        Assert.Equal(3, evidence.Canary.Attempts);
        Assert.Equal(3, evidence.With(Report(2, 0, "s1", 7)).Canary.Attempts);
        Assert.Equal(1, evidence.With(Report(8, 0, "s1", 1)).Canary.Attempts);
    }

    [Fact]
    public void The_last_step_is_compared_with_the_rest_of_the_one_before()
    {
        var rollout = Arms.Rollout(50, 100);
        var evidence = new RolloutEvidence().With(Report(2, 0, "s1", 5)).To(2, 1);

        Assert.Equal(10, evidence.RestOf(rollout with { At = 1 }).Attempts);
        Assert.Equal(0, evidence.RestOf(rollout).Attempts);
        Assert.Equal(0, new RolloutEvidence().With(Report(2, 0, "s1", 5)).To(7, 1).Before.Attempts);
    }

    private static RolloutReport Report(long begun, int step, string silo, long calls) => new(begun, step, silo, Arms.Of(0, calls), Arms.Of(0, 2 * calls));
}
