using System.Globalization;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Everything that is in force, read from all its owners at one moment or nearly so.</summary>
/// <param name="Catalog">With the subscriptions.</param>
/// <param name="Keys">The epochs of all shards of the key index together: grows with every change of a subscription.</param>
internal sealed record StoredCatalog(CatalogSnapshot Catalog, long Keys)
{
    /// <summary>Changes with every change of anything.</summary>
    public string Tag => Keys == 0 ? Catalog.Epoch.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Catalog.Epoch}.{Keys}");

    public static async Task<StoredCatalog> ReadAsync(IGrainFactory grains)
    {
        var shards = SubscriptionShards.AskAsync(grains, shard => shard.GetAsync());
        var catalog = await grains.GetGrain<ICatalogGrain>(0).GetAsync();
        var subscriptions = new Dictionary<string, SubscriptionDefinition>(catalog.Subscriptions);
        var keys = 0L;
        foreach (var shard in await shards)
        {
            keys += shard.Epoch;
            foreach (var (name, definition) in shard.Subscriptions)
            {
                subscriptions[name] = definition;
            }
        }

        return new(catalog with { Subscriptions = subscriptions }, keys);
    }
}
