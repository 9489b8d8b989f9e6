using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Keeps the table of subscriptions of this silo fresh: one subscription at each shard of the key index, renewed together with that of the catalog.</summary>
/// <param name="missed">A push does not go on from what is here: what lies between is to be asked for at once.</param>
internal sealed class KeyFeed(SubscriptionTable table, IGrainFactory grains, string mirror, Action<int> missed) : IKeyIndexObserver
{
    private readonly Lock _gate = new();
    private IKeyIndexObserver? _self;

    public ValueTask<CatalogVersion> PublishAsync(KeyUpdate update)
    {
        var inForce = table.Apply(update);
        if (inForce.Epoch < update.To.Epoch)
        {
            missed(update.Shard);
        }

        return ValueTask.FromResult(inForce);
    }

    /// <summary>All shards. Fails when one could not be asked; the others are renewed all the same.</summary>
    public Task RenewAsync() =>
        Task.WhenAll(Enumerable.Range(0, KeyIndex.Shards).Select(RenewAsync));

    public async Task RenewAsync(int shard)
    {
        var self = Self();
        var owner = grains.GetGrain<IKeyIndexGrain>(shard);

        // The second time tells the owner what has come of the first: it counts on what a mirror says that it has.
        for (var attempt = 0; attempt < 2 && await owner.SubscribeAsync(mirror, self, table.Version(shard)) is { } newer; attempt++)
        {
            table.Apply(newer);
        }
    }

    private IKeyIndexObserver Self()
    {
        lock (_gate)
        {
            return _self ??= grains.CreateObjectReference<IKeyIndexObserver>(this);
        }
    }
}
