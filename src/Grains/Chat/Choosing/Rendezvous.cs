using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// The target that a key belongs to: for each pair of key and target there is a number, and the highest wins. All nodes find the same one
/// without asking each other, and a target that goes or comes moves only its own keys.
/// </summary>
internal static class Rendezvous
{
    /// <summary>A target with more calls than this leaves its keys to the next one.</summary>
    /// <returns>Twice the mean of the group, and 4: a few calls more are no imbalance where there are only a few at all.</returns>
    public static double MostInFlight(ReadOnlySpan<Candidate> candidates)
    {
        var sum = 0.0;
        foreach (var candidate in candidates)
        {
            sum += candidate.Gate.InFlight;
        }

        return (2 * sum / candidates.Length) + 4;
    }

    /// <returns>An index into the candidates. Shares of the keys follow the weights; weight 0 gets what nobody else can take.</returns>
    public static int Choose(ulong key, TargetGroup group, ReadOnlySpan<Candidate> candidates)
    {
        var most = MostInFlight(candidates);
        var (best, highest) = (-1, double.NegativeInfinity);
        for (var i = 0; i < candidates.Length; i++)
        {
            var score = Score(key, group[candidates[i].At].Hash, candidates[i].Weight);
            if (candidates[i].Gate.InFlight <= most && score > highest)
            {
                (best, highest) = (i, score);
            }
        }

        return best;
    }

    // -w / ln(u): the chance of being the highest is w out of the sum of the weights. Below 0 for weight 0, and then above -1.
    private static double Score(ulong key, ulong target, int weight)
    {
        var unit = ByteHash.Unit(ByteHash.Mix(key ^ target));
        return weight == 0 ? unit - 1 : -weight / Math.Log(unit);
    }
}
