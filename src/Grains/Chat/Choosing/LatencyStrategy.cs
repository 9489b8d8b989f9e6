using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// Two are drawn by weight, and the one is taken that will probably answer first: recent time to the first content, times the calls that it
/// would have with this one. Of two rather than of all, so that not every process runs to the same one at once.
/// </summary>
internal sealed class LatencyStrategy : IChoosingStrategy
{
    public string Name => "latency";

    public int Choose(TargetGroup group, ReadOnlySpan<Candidate> candidates, Random random)
    {
        var first = WeightedStrategy.Draw(candidates, except: -1, random);
        var second = WeightedStrategy.Draw(candidates, except: first, random);
        return candidates[second].Weight == 0 && candidates[first].Weight > 0 || Cost(candidates[first], candidates[second]) <= Cost(candidates[second], candidates[first])
            ? first
            : second;
    }

    // What was never measured and is idle is tried, so that it is measured; busy, it counts as fast as the other, so that only one call finds out.
    private static double Cost(in Candidate candidate, in Candidate other)
    {
        var (measured, others) = (candidate.Gate.Latency, other.Gate.Latency);
        return measured > TimeSpan.Zero ? measured.Ticks * (candidate.Gate.InFlight + 1.0)
            : others > TimeSpan.Zero ? others.Ticks * (double)(candidate.Gate.InFlight == 0 ? 0 : candidate.Gate.InFlight + 1)
            : candidate.Gate.InFlight;
    }
}
