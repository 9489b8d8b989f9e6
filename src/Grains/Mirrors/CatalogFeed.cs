using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// Keeps what this silo admits requests by fresh: subscribes at the catalog grain and at the shards of the key index, takes pushes in, and renews
/// every 5 seconds. The mirror is as fresh as the oldest of these renewals.
/// </summary>
internal sealed class CatalogFeed(
    CatalogMirror mirror,
    CallTable calls,
    OpenableKeys masterKeys,
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

    public ValueTask<IReadOnlyList<string>> MasterKeysAsync() => ValueTask.FromResult(masterKeys.Ids);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var catalog = grains.GetGrain<ICatalogGrain>(0);
        var self = grains.CreateObjectReference<ICatalogObserver>(this);
        var name = silo.SiloAddress.ToParsableString();
        var times = new RenewalTimes(1 + KeyIndex.Shards, mirror.Freshness.Renewed);
        Renewals[] all = [];
        var keys = new KeyFeed(mirror.Subscriptions, grains, name, shard => all[1 + shard].Nudge());

        // Each on its own: one owner that does not answer holds up none of the others.
        all =
        [
            new("catalog", () => RenewAsync(times, 0, () => RenewAsync(catalog, keys, self, name)), time, logger),
            .. Enumerable.Range(0, KeyIndex.Shards).Select(shard => new Renewals($"key index {shard}", () => RenewAsync(times, 1 + shard, () => keys.RenewAsync(shard)), time, logger)),
        ];
        mirror.Freshness.Follow(async () => (await Task.WhenAll(all.Select(renewals => renewals.TryAsync()))).All(renewed => renewed));
        try
        {
            await Task.WhenAll([.. all.Select(renewals => renewals.RunAsync(stopping)), MembershipNews.WatchAsync(membership, () => Array.ForEach(all, renewals => renewals.Nudge()), stopping)]);
        }
        finally
        {
            mirror.Freshness.Follow(null);
        }
    }

    private async Task RenewAsync(RenewalTimes times, int owner, Func<Task> renew)
    {
        // Before it is sent: what the answer says was so at some moment after, however long it lay here before it was read.
        var asked = time.GetTimestamp();
        try
        {
            await renew();
        }
        catch
        {
            mirror.Freshness.NotRenewed(asked);
            throw;
        }

        times.Renewed(owner, asked);
    }

    private async Task RenewAsync(ICatalogGrain catalog, KeyFeed keys, ICatalogObserver self, string name)
    {
        if (mirror.Version.Epoch == 0)
        {
            // A catalog without its keys would refuse callers that it should know.
            await keys.RenewAsync();
        }

        // The second time tells the owner what has come of the first: it counts on what a mirror says that it has, not on what it was sent.
        for (var attempt = 0; attempt < 2 && await catalog.SubscribeAsync(name, self, mirror.Version) is { } newer; attempt++)
        {
            mirror.Apply(newer);
        }
    }
}
