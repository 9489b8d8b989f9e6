using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Chat.Calls;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Keeps the catalog mirror of this silo fresh: subscribes at the catalog grain, takes pushes in, and renews every 5 seconds.</summary>
internal sealed class CatalogFeed(
    CatalogMirror mirror, CallTable calls, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<CatalogFeed> logger)
    : BackgroundService, ICatalogObserver
{
    public ValueTask<long> PublishAsync(CatalogSnapshot snapshot) => ValueTask.FromResult(mirror.Apply(snapshot));

    public ValueTask<IReadOnlyList<CallInFlight>> CallsAsync() => ValueTask.FromResult(calls.List());

    public ValueTask<bool> EndAsync(string requestId) => ValueTask.FromResult(calls.End(requestId));

    protected override Task ExecuteAsync(CancellationToken stopping)
    {
        var catalog = grains.GetGrain<ICatalogGrain>(0);
        var self = grains.CreateObjectReference<ICatalogObserver>(this);
        var name = silo.SiloAddress.ToParsableString();
        return Renewals.RunAsync("catalog", () => RenewAsync(catalog, self, name), time, logger, stopping);
    }

    private async Task RenewAsync(ICatalogGrain catalog, ICatalogObserver self, string name)
    {
        if (await catalog.SubscribeAsync(name, self, mirror.Current.Epoch) is { } newer)
        {
            mirror.Apply(newer);
        }
    }
}
