using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Moves, at the start of a silo, the subscriptions that an earlier version has stored in the catalog to the key index. First there, then out of
/// the catalog: a process that dies in between does it again, and until then both say the same. One silo at a time (<see cref="StartOfStore"/>): what
/// another has moved, and an operator changed since, is not moved again.
/// </summary>
internal sealed class SubscriptionMigration(ILogger<SubscriptionMigration> logger)
{
    public async Task ApplyAsync(IGrainFactory grains)
    {
        var catalog = grains.GetGrain<ICatalogGrain>(0);
        var stored = await catalog.GetAsync();
        if (stored.Subscriptions.Count == 0)
        {
            return;
        }

        var moved = (await SubscriptionShards.AskAsync(grains, shard => shard.GetAsync())).SelectMany(shard => shard.Subscriptions.Keys).ToHashSet(StringComparer.Ordinal);
        var applied = await SubscriptionShards.ApplyAsync(
            grains, stored.Subscriptions.Where(entry => !moved.Contains(entry.Key)).ToDictionary(entry => entry.Key, SubscriptionDefinition? (entry) => entry.Value));
        await SubscriptionShards.LaggardsAsync(grains, applied);
        await catalog.ApplyAsync(new CatalogChanges { Subscriptions = stored.Subscriptions.Keys.ToDictionary(name => name, SubscriptionDefinition? (_) => null) });
        logger.SubscriptionsMoved(stored.Subscriptions.Count);
    }
}
