using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Access.Index;

/// <summary>How a shard changes, and what must hold in each of its epochs.</summary>
internal static class KeyShardRules
{
    public static KeyShard With(this KeyShard current, KeyChanges changes)
    {
        var merged = new Dictionary<string, SubscriptionDefinition>(current.Subscriptions);
        foreach (var (name, definition) in changes.Subscriptions)
        {
            if (definition is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = definition;
            }
        }

        return current with { Subscriptions = merged };
    }

    /// <summary>No two subscriptions of the shard have the same key. Whether two shards have, only who sees all of them can say.</summary>
    public static IReadOnlyList<DefinitionMistake> Mistakes(KeyShard shard)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var mistakes = new List<DefinitionMistake>();
        foreach (var (name, definition) in shard.Subscriptions.InOrder())
        {
            foreach (var hash in definition.KeyHashes)
            {
                if (!owners.TryAdd(hash, name))
                {
                    mistakes.Add(new(DocumentPath.Property(DocumentPath.Property("subscriptions", name), "keys"), $"has the same key as the subscription {owners[hash]}. Give each its own."));
                }
            }
        }

        return mistakes;
    }
}
