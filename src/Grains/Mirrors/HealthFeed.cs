using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Keeps the gates of this silo in step with the owners of their backends: one subscription for each backend of the catalog.</summary>
internal sealed class HealthFeed(
    CatalogMirror catalog,
    BackendGates gates,
    IGrainFactory grains,
    ILocalSiloDetails silo,
    IClusterMembershipService membership,
    TimeProvider time,
    ILogger<HealthFeed> logger) : BackgroundService, IBackendObserver
{
    private readonly ConcurrentDictionary<string, (Renewals Renewals, CancellationTokenSource Stop, Task Run)> _subscriptions = [];

    // What is said of a backend that is gone makes no gate for it.
    public ValueTask<long> PublishAsync(string backend, BackendHealth health) => ValueTask.FromResult(gates.Find(backend)?.Follow(health) ?? 0);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var self = grains.CreateObjectReference<IBackendObserver>(this);
        var name = silo.SiloAddress.ToParsableString();
        var news = MembershipNews.WatchAsync(membership, Nudge, stopping);
        try
        {
            using var timer = new PeriodicTimer(MirrorTiming.Retry, time);
            var seen = -1L;
            do
            {
                var view = catalog.Current;
                if (view.Epoch != seen)
                {
                    seen = view.Epoch;
                    await FollowAsync(view.Backends.Keys, self, name, stopping);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await FollowAsync([], self, name, stopping);
        }

        await news;
    }

    private void Nudge()
    {
        foreach (var (renewals, _, _) in _subscriptions.Values)
        {
            renewals.Nudge();
        }
    }

    private async Task FollowAsync(IReadOnlyCollection<string> backends, IBackendObserver self, string name, CancellationToken stopping)
    {
        foreach (var backend in _subscriptions.Keys.Except(backends).ToList())
        {
            _subscriptions.Remove(backend, out var subscription);
            var (_, stop, run) = subscription;
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }

        foreach (var backend in backends.Except(_subscriptions.Keys).ToList())
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var owner = grains.GetGrain<IBackendGrain>(backend);
            var renewals = new Renewals($"backend {backend}", () => RenewAsync(owner, gates.Find(backend), self, name), time, logger);
            _subscriptions[backend] = (renewals, stop, renewals.RunAsync(stop.Token));
        }
    }

    private static async Task RenewAsync(IBackendGrain owner, Gate? gate, IBackendObserver self, string name)
    {
        if (gate is not null && await owner.SubscribeAsync(name, self, gate.Health) is { } newer)
        {
            gate.Follow(newer);
        }
    }
}
