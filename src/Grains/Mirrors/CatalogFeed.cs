using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Chat.Calls;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// Keeps what this silo admits requests by fresh: subscribes at the catalog grain and at the shards of the key index, takes pushes in, and renews
/// every 5 seconds. Only when all of them have answered does the mirror count as up to date.
/// </summary>
internal sealed class CatalogFeed(
    CatalogMirror mirror,
    CallTable calls,
    IGrainFactory grains,
    ILocalSiloDetails silo,
    IClusterMembershipService membership,
    TimeProvider time,
    ILogger<CatalogFeed> logger) : BackgroundService, ICatalogObserver
{
    public ValueTask<CatalogVersion> PublishAsync(CatalogSnapshot snapshot) => ValueTask.FromResult(mirror.Apply(snapshot));

    public ValueTask<IReadOnlyList<CallInFlight>> CallsAsync() => ValueTask.FromResult(calls.List());

    public ValueTask<bool> EndAsync(string requestId) => ValueTask.FromResult(calls.End(requestId));

    public ValueTask<int> EndOfAsync(string subscription, int? keyPlace) => ValueTask.FromResult(calls.EndOf(subscription, keyPlace));

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var catalog = grains.GetGrain<ICatalogGrain>(0);
        var self = grains.CreateObjectReference<ICatalogObserver>(this);
        var name = silo.SiloAddress.ToParsableString();
        Renewals renewals = null!;
        var keys = new KeyFeed(mirror.Subscriptions, grains, name, () => renewals.Nudge());
        renewals = new Renewals("catalog", () => RenewAsync(catalog, keys, self, name), time, logger);
        mirror.Freshness.Follow(renewals.TryAsync);
        try
        {
            await Task.WhenAll(renewals.RunAsync(stopping), MembershipNews.WatchAsync(membership, renewals.Nudge, stopping));
        }
        finally
        {
            mirror.Freshness.Follow(null);
        }
    }

    private async Task RenewAsync(ICatalogGrain catalog, KeyFeed keys, ICatalogObserver self, string name)
    {
        // Before it is sent: what the answer says was so at some moment after, however long it lay here before it was read.
        var asked = time.GetTimestamp();
        try
        {
            var renewed = keys.RenewAsync();
            if (mirror.Version.Epoch == 0)
            {
                // A catalog without its keys would refuse callers that it should know.
                await renewed;
            }

            if (await catalog.SubscribeAsync(name, self, mirror.Version) is { } newer)
            {
                mirror.Apply(newer);

                // The owner counts on what a mirror says that it has, not on what it was sent.
                if (await catalog.SubscribeAsync(name, self, mirror.Version) is { } newest)
                {
                    mirror.Apply(newest);
                }
            }

            await renewed;
        }
        catch
        {
            mirror.Freshness.NotRenewed(asked);
            throw;
        }

        mirror.Freshness.Renewed(asked);
    }
}
