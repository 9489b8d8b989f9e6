using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>
/// Evidence that one arm's times to the first content are above those of the other by more than a factor, whatever shape they have: for each
/// class of the histogram, whether more of the first arm's times are above its end times the factor than of the other's are above its end. The
/// best of them counts, less what choosing it is worth.
/// </summary>
internal static class LatencyEvidence
{
    private const double Growth = 1.25;

    /// <summary>How many classes of the histogram a margin is, rounded up.</summary>
    /// <param name="margin">0.5: half as long again.</param>
    public static int Shift(double margin) => (int)Math.Ceiling((Math.Log(1 + margin) / Math.Log(Growth)) - 1e-9);

    /// <summary>The natural logarithm of the ratio; 0 or less while nothing speaks against the first.</summary>
    public static double Of(ArmCounts arm, ArmCounts other, int shift)
    {
        var (slower, others) = (Above(arm), Above(other));
        var (total, otherTotal) = (arm.FirstContent.Sum(), other.FirstContent.Sum());
        var thresholds = LatencyHistogram.Classes - 1 - shift;
        var best = 0.0;
        for (var at = 0; at < thresholds; at++)
        {
            best = Math.Max(best, RateEvidence.Of(slower[at + shift], total, others[at], otherTotal, margin: 0));
        }

        return thresholds > 0 ? best - Math.Log(thresholds) : 0;
    }

    /// <summary>The class that holds the median; null without any time.</summary>
    public static int? Median(ArmCounts arm)
    {
        var left = (arm.FirstContent.Sum() + 1) / 2;
        for (var at = 0; left > 0 && at < arm.FirstContent.Count; at++)
        {
            left -= arm.FirstContent[at];
            if (left <= 0)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>By class, how many are in those after it.</summary>
    private static long[] Above(ArmCounts arm)
    {
        var above = new long[LatencyHistogram.Classes];
        for (var at = LatencyHistogram.Classes - 2; at >= 0; at--)
        {
            above[at] = above[at + 1] + (at + 1 < arm.FirstContent.Count ? arm.FirstContent[at + 1] : 0);
        }

        return above;
    }
}
