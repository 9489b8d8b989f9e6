using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Access.Index;

/// <summary>
/// The latest changes of a shard, so that a mirror that missed a push is brought up to date by what it missed, and not by the whole shard. Belongs
/// to one grain.
/// </summary>
/// <param name="most">Names in all of them together, beyond which the oldest are forgotten.</param>
internal sealed class RecentChanges(int most = 1000)
{
    private readonly Queue<KeyUpdate> _changes = new();
    private int _names;

    public void Add(KeyUpdate change)
    {
        _changes.Enqueue(change);
        _names += change.Subscriptions.Count;
        while (_names > most)
        {
            _names -= _changes.Dequeue().Subscriptions.Count;
        }
    }

    public void Clear()
    {
        _changes.Clear();
        _names = 0;
    }

    /// <summary>Everything since a version, as one change; null when that version is not known any more.</summary>
    public KeyUpdate? Since(CatalogVersion version)
    {
        KeyUpdate? found = null;
        Dictionary<string, SubscriptionDefinition?>? merged = null;
        foreach (var change in _changes)
        {
            if (merged is null && change.From == version)
            {
                merged = [];
            }

            if (merged is not null)
            {
                foreach (var (name, definition) in change.Subscriptions)
                {
                    merged[name] = definition;
                }

                found = change with { From = version, Subscriptions = merged };
            }
        }

        return found;
    }
}
