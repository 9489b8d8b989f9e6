using Orleans.Gateway.Grains.Aliases.Rollouts;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

public class RateEvidenceTests
{
    [Theory]
    [InlineData(0, 0, 5, 10)]
    [InlineData(5, 10, 0, 0)]
    [InlineData(2, 100, 2, 100)]
    [InlineData(11, 100, 10, 100)] // within the margin
    [InlineData(0, 1000, 1000, 1000)]
    public void Nothing_speaks_against_what_is_no_worse(long hits, long calls, long otherHits, long otherCalls) =>
        Assert.Equal(0, RateEvidence.Of(hits, calls, otherHits, otherCalls, 0.02));

    [Fact]
    public void It_grows_with_the_difference_and_with_the_calls()
    {
        var ten = RateEvidence.Of(20, 100, 100, 10_000, 0.02);
        var twenty = RateEvidence.Of(30, 100, 100, 10_000, 0.02);
        var longer = RateEvidence.Of(40, 200, 100, 10_000, 0.02);

        Assert.InRange(ten, 10, twenty);
        Assert.InRange(longer, ten * 1.5, ten * 3);
        Assert.True(RateEvidence.Of(20, 100, 100, 10_000, 0.1) < ten, "A wider margin is harder to exceed.");
    }

    /// <summary>Held against the same quantity by brute force: sums of logarithms for the factorials, and every rate of a fine grid.</summary>
    [Theory]
    [InlineData(3, 10, 1, 30, 0.02)]
    [InlineData(40, 150, 20, 900, 0.05)]
    [InlineData(10, 10, 0, 50, 0)]
    public void It_is_the_mixture_over_the_best_rate_that_is_allowed(int hits, int calls, int otherHits, int otherCalls, double margin)
    {
        var best = double.PositiveInfinity;
        for (var at = 1; at < 20_000; at++)
        {
            var rate = at / 20_000.0;
            if (rate + margin < 1)
            {
                best = Math.Min(best, Mixture(hits, calls) - Log(hits, calls, rate + margin) + Mixture(otherHits, otherCalls) - Log(otherHits, otherCalls, rate));
            }
        }

        Assert.Equal(best, RateEvidence.Of(hits, calls, otherHits, otherCalls, margin), tolerance: 0.01);

        static double Log(int hits, int calls, double rate) => (hits * Math.Log(rate)) + ((calls - hits) * Math.Log(1 - rate));

        // Γ(n+½)/Γ(½) is the product of 0.5, 1.5, … n-0.5.
        static double Half(int n) => Enumerable.Range(0, n).Sum(i => Math.Log(i + 0.5));
        static double Mixture(int hits, int calls) => Half(hits) + Half(calls - hits) - Enumerable.Range(1, calls).Sum(i => Math.Log(i));
    }
}
