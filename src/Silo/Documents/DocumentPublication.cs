using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Brings the changes of a whole document into the store as one epoch, so that no request ever sees a half of it.</summary>
internal static class DocumentPublication
{
    /// <param name="stored">The catalog that the changes were made for.</param>
    /// <param name="expectedEpoch">The epoch that has to be in force still; null for whatever is.</param>
    /// <exception cref="Contracts.Errors.VersionConflictException">Another epoch is in force. What the owners wrote meanwhile was not published and counts for nothing.</exception>
    public static async Task<long> PublishAsync(IGrainFactory grains, DocumentChanges changes, CatalogSnapshot stored, ChangeNote note, long? expectedEpoch)
    {
        // Each owner writes its own version first; nothing is published by that.
        var backends = new Dictionary<string, Versioned<BackendDefinition>?>();
        foreach (var (id, definition) in changes.Backends)
        {
            backends[id] = definition is null ? null : await grains.GetGrain<IBackendGrain>(id).StoreAsync(definition);
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
            Subscriptions = changes.Subscriptions,
            Metrics = changes.Metrics,
            ExpectedEpoch = expectedEpoch,
        });

        // What nobody publishes any more is forgotten; should this fail, it is gone all the same.
        foreach (var (id, _) in changes.Backends.Where(change => change.Value is null))
        {
            await grains.GetGrain<IBackendGrain>(id).RemoveAsync();
        }

        foreach (var (key, _) in changes.Aliases.Where(change => change.Value is null))
        {
            await grains.GetGrain<IAliasGrain>(key).RemoveAsync();
        }

        return epoch;
    }
}
