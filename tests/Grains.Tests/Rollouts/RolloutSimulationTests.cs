using Orleans.Gateway.Grains.Aliases.Rollouts;

namespace Orleans.Gateway.Grains.Tests.Rollouts;

/// <summary>Whole rollouts on drawn calls, looked at every ten seconds as the tender does. The seeds are fixed: a run is the same every time.</summary>
public class RolloutSimulationTests
{
    private const int CallsALook = 200;

    [Fact]
    public void A_healthy_canary_gets_all_calls()
    {
        var ends = Run(runs: 40, canary: 0.02, rest: 0.02, slower: 1);

        Assert.All(ends, end => Assert.Equal(RolloutMove.Finish, end.Move));
    }

    /// <summary>At the very edge of what is allowed, where false alarms are most likely: at most one in a hundred, as promised. Each is looked at 150 times at most.</summary>
    [Theory]
    [InlineData(0.0, 0.0, 1)]
    [InlineData(0.02, 0.02, 1)]
    [InlineData(0.04, 0.02, 1)]
    [InlineData(0.32, 0.30, 1)]
    [InlineData(0.02, 0.02, 1.5625)]
    public void False_alarms_are_no_more_than_promised(double canary, double rest, double slower)
    {
        const int runs = 200;

        var alarms = Run(runs, canary, rest, slower, most: 150).Count(end => end.Move is RolloutMove.TakeBack);

        Assert.InRange(alarms, 0, (int)(runs * RolloutRules.FalseAlarms));
    }

    [Theory]
    [InlineData(0.01, 400)]
    [InlineData(0.05, 1000)]
    [InlineData(0.20, 2500)]
    public void Ten_points_more_of_errors_are_taken_back_soon(double rest, int calls)
    {
        var ends = Run(runs: 100, canary: rest + 0.1, rest, slower: 1);

        Assert.All(ends, end => Assert.Equal(RolloutMove.TakeBack, end.Move));
        Assert.True(ends.Order(Comparer<(RolloutMove Move, long Calls)>.Create((a, b) => a.Calls.CompareTo(b.Calls))).ElementAt(94).Calls <= calls, string.Join(' ', ends.Select(end => end.Calls).Order()));
    }

    [Fact]
    public void Answers_that_begin_three_times_as_late_are_taken_back()
    {
        var ends = Run(runs: 40, canary: 0.02, rest: 0.02, slower: 3);

        Assert.All(ends, end => Assert.Equal(RolloutMove.TakeBack, end.Move));
        Assert.True(ends.Max(end => end.Calls) <= 600, string.Join(' ', ends.Select(end => end.Calls).Order()));
    }

    /// <param name="slower">By which factor the canary's times to the first content are above.</param>
    /// <param name="most">Looks, until the run is left as it is.</param>
    private static List<(RolloutMove Move, long Calls)> Run(int runs, double canary, double rest, double slower, int most = 2000)
    {
        var random = new Random(20300101);
        return [.. Enumerable.Range(0, runs).Select(_ => One(random, canary, rest, slower, most))];
    }

    private static (RolloutMove Move, long Calls) One(Random random, double canary, double rest, double slower, int most)
    {
        var rollout = Arms.Rollout(1, 5, 25, 100);
        var (evidence, calls) = (new RolloutEvidence().To(rollout.Begun, 0), 0L);
        var tally = new RolloutTally("llm/gpt", rollout.Begun, 0);
        for (var look = 1; look <= most; look++)
        {
            for (var call = 0; call < CallsALook; call++)
            {
                var isCanary = random.NextDouble() < rollout.Step.Percent / 100.0;
                calls += isCanary ? 1 : 0;
                // Log-normal, as times to the first token are, around half a second.
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var seconds = 0.5 * Math.Exp(0.5 * normal) * (isCanary ? slower : 1);
                tally.Count(isCanary, random.NextDouble() < (isCanary ? canary : rest), TimeSpan.FromSeconds(seconds));
            }

            evidence = evidence.With(tally.Report("s"));
            var now = Arms.Start.AddSeconds(10 * look);
            var (move, _) = RolloutRules.Decide(rollout, evidence.Canary, evidence.RestOf(rollout), now);
            if (move is RolloutMove.Finish or RolloutMove.TakeBack)
            {
                return (move, calls);
            }

            if (move is RolloutMove.Advance)
            {
                rollout = rollout with { At = rollout.At + 1, Since = now };
                evidence = evidence.To(rollout.Begun, rollout.At);
                tally = new RolloutTally("llm/gpt", rollout.Begun, rollout.At);
            }
        }

        return (RolloutMove.Wait, calls);
    }
}
