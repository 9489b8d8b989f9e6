using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>In which order the targets of an alias are tried: by priority, and within a priority by weighted draws without replacement.</summary>
internal static class TargetOrder
{
    public static IReadOnlyList<BackendView> Of(AliasView alias, Random random)
    {
        if (alias.Groups is [[var only]])
        {
            return [only.Backend];
        }

        var order = new List<BackendView>();
        foreach (var group in alias.Groups)
        {
            var left = group.ToList();
            while (left.Count > 0)
            {
                var next = Draw(left, random);
                order.Add(left[next].Backend);
                left.RemoveAt(next);
            }
        }

        return order;
    }

    // Weight 0 is drawn only when nothing else is left.
    private static int Draw(List<TargetView> targets, Random random)
    {
        var rest = random.NextDouble() * targets.Sum(target => target.Weight);
        for (var i = 0; i < targets.Count; i++)
        {
            rest -= targets[i].Weight;
            if (rest < 0)
            {
                return i;
            }
        }

        return 0;
    }
}
