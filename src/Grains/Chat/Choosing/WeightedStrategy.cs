using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>By lot, where each target has as many tickets as its weight says. Weight 0 is drawn only where nothing else is left.</summary>
internal sealed class WeightedStrategy : IChoosingStrategy
{
    public string Name => "weighted";

    public int Choose(TargetGroup group, ReadOnlySpan<Candidate> candidates, Random random) => Draw(candidates, except: -1, random);

    /// <param name="except">An index that is not drawn; -1 for none.</param>
    public static int Draw(ReadOnlySpan<Candidate> candidates, int except, Random random)
    {
        var total = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            total += i == except ? 0 : candidates[i].Weight;
        }

        if (total == 0)
        {
            var drawn = random.Next(except < 0 ? candidates.Length : candidates.Length - 1);
            return except >= 0 && drawn >= except ? drawn + 1 : drawn;
        }

        var rest = random.Next(total);
        for (var i = 0; ; i++)
        {
            rest -= i == except ? 0 : candidates[i].Weight;
            if (rest < 0)
            {
                return i;
            }
        }
    }
}
