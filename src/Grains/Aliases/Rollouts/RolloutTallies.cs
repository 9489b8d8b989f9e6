using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>What this process counts of each rollout that is under way, by alias. Outlives changes of the catalog and restarts of the silo.</summary>
public sealed class RolloutTallies
{
    private readonly ConcurrentDictionary<string, RolloutTally> _byAlias = new(StringComparer.Ordinal);

    internal IEnumerable<RolloutTally> All => _byAlias.Values;

    /// <summary>The count of a step; a new one where that of another step was.</summary>
    internal RolloutTally Of(string alias, long begun, int step) => _byAlias.AddOrUpdate(
        alias,
        key => new RolloutTally(key, begun, step),
        (key, before) => before.IsOf(begun, step) ? before : new RolloutTally(key, begun, step));

    /// <summary>Forgets all others: their rollouts are over.</summary>
    internal void Keep(IReadOnlySet<string> aliases)
    {
        foreach (var alias in _byAlias.Keys.Where(alias => !aliases.Contains(alias)))
        {
            _byAlias.TryRemove(alias, out _);
        }
    }
}
