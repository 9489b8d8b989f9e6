using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Whether a change is in force everywhere: that of the catalog, and those of the shards of the key index that it wrote to.</summary>
public static class ChangeAcknowledgement
{
    /// <summary>Waits, 2 seconds at most, and names the active silos that have not confirmed all of it.</summary>
    public static async Task<Acknowledgement> AskAsync(IGrainFactory grains, EditResult result)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(result);
        var catalog = grains.GetGrain<ICatalogGrain>(0).AcknowledgedAsync(result.Epoch);
        var keys = await SubscriptionShards.LaggardsAsync(grains, result.Shards);
        return new((await catalog).Laggards.Union(keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
    }
}
