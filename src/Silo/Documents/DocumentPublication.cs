using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Brings the changes of a whole document into the store: all but the subscriptions as one epoch, so that no request ever sees a half of it, and
/// then the subscriptions. Where nothing was served yet, it is the other way around: what begins to be served has its callers.
/// </summary>
internal static class DocumentPublication
{
    /// <param name="stored">The catalog that the changes were made for.</param>
    /// <exception cref="VersionConflictException">That catalog is not in force any more. What the owners wrote meanwhile was not published and counts for nothing.</exception>
    public static async Task<(long Epoch, IReadOnlyList<ShardEpoch> Shards)> PublishAsync(IGrainFactory grains, DocumentChanges changes, CatalogSnapshot stored, ChangeNote note)
    {
        RefuseMistakes(changes, stored);
        var isFirst = stored.Epoch == 0;
        IReadOnlyList<ShardEpoch> shards = [];
        if (isFirst)
        {
            shards = await SubscriptionShards.ApplyAsync(grains, changes.Subscriptions);
            await SubscriptionShards.LaggardsAsync(grains, shards);
        }

        // Each owner writes its own version first; nothing is published by that.
        var backends = new Dictionary<string, Versioned<BackendDefinition>?>();
        foreach (var (id, definition) in changes.Backends)
        {
            backends[id] = definition is null
                ? null
                : await grains.GetGrain<IBackendGrain>(id).StoreAsync(definition, stored.Backends.GetValueOrDefault(id)?.Version ?? 0);
        }

        var aliases = new Dictionary<string, Versioned<AliasDefinition>?>();
        foreach (var (key, definition) in changes.Aliases)
        {
            aliases[key] = definition is null
                ? null
                : await grains.GetGrain<IAliasGrain>(key).StoreAsync(definition, note, stored.Aliases.GetValueOrDefault(key)?.Version ?? 0);
        }

        var epoch = await grains.GetGrain<ICatalogGrain>(0).ApplyAsync(new CatalogChanges
        {
            Apis = changes.Apis,
            Aliases = aliases,
            Backends = backends,
            Products = changes.Products,
            Metrics = changes.Metrics,
            ExpectedEpoch = stored.Epoch,
        });

        if (!isFirst)
        {
            shards = await SubscriptionShards.ApplyAsync(grains, changes.Subscriptions);
        }

        // What nobody publishes any more is forgotten; should this fail, it is gone all the same.
        foreach (var (id, _) in changes.Backends.Where(change => change.Value is null))
        {
            await grains.GetGrain<IBackendGrain>(id).RemoveAsync();
        }

        foreach (var (key, _) in changes.Aliases.Where(change => change.Value is null))
        {
            await grains.GetGrain<IAliasGrain>(key).RemoveAsync();
        }

        return (epoch, shards);
    }

    /// <summary>The owners look at their own part; that subscriptions fit their products, and keys each other, shows here only.</summary>
    private static void RefuseMistakes(DocumentChanges changes, CatalogSnapshot stored)
    {
        if (SubscriptionMistakes.Of(stored, new() { Products = changes.Products, Subscriptions = changes.Subscriptions }) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }
    }
}
