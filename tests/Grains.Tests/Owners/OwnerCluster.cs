using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>One silo in this process, with the owner grains on fake time and a store that can be made to fail.</summary>
internal sealed class OwnerCluster : IAsyncDisposable
{
    /// <summary>How long a test waits for what does not come, in milliseconds: it fails then, and hangs no run.</summary>
    public const int Patience = 60_000;

    private readonly InProcessTestCluster _cluster;

    private OwnerCluster(InProcessTestCluster cluster, StateStore store, WatchedTime time, PushLoss loss, CatalogMirror mirror, BackendTallies tallies) =>
        (_cluster, Store, Time, Pushes, Mirror, Tallies) = (cluster, store, time, loss, mirror, tallies);

    public StateStore Store { get; }

    public WatchedTime Time { get; }

    public PushLoss Pushes { get; }

    /// <summary>The mirror of the silo's process; followed only in a cluster with <c>services</c>.</summary>
    public CatalogMirror Mirror { get; }

    public BackendTallies Tallies { get; }

    public IAdminKeysGrain AdminKeys => _cluster.Client.GetGrain<IAdminKeysGrain>(0);

    public ICatalogGrain Catalog => _cluster.Client.GetGrain<ICatalogGrain>(0);

    /// <param name="services">Whether the silo's own mirror and reports run too.</param>
    public static async Task<OwnerCluster> StartAsync(bool services = false, StateStore? store = null)
    {
        (store, var time, var loss) = (store ?? new StateStore(), new WatchedTime(), new PushLoss());
        var (mirror, tallies) = (new CatalogMirror(Views.Compiler()), new BackendTallies());
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>("Default", store);
            silo.Services.AddSingleton<IGrainStorage>(store);
            silo.Services.AddSingleton(mirror);
            silo.Services.AddSingleton(tallies);
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System); // Only the grains live on the fake clock.
            silo.AddOutgoingGrainCallFilter(loss);
            if (services)
            {
                silo.Services.AddGatewayGrains();
            }
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new OwnerCluster(cluster, store, time, loss, mirror, tallies);
    }

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => _cluster.Client.GetGrain<T>(key);

    public IAliasGrain Alias(string key) => Grain<IAliasGrain>(key);

    public IBackendGrain Backend(string id) => Grain<IBackendGrain>(id);

    /// <summary>Puts a grain to sleep, as idleness or a stop would.</summary>
    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public ICatalogObserver Reference(ICatalogObserver observer) => _cluster.Client.CreateObjectReference<ICatalogObserver>(observer);

    /// <summary>An API <c>llm</c> and these backends, published as one epoch.</summary>
    public Task<long> PublishAsync(params string[] backends) => Catalog.ApplyAsync(new CatalogChanges
    {
        Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = new() { Path = "/llm/v1" } },
        Backends = backends.ToDictionary(id => id, Versioned<BackendDefinition>? (_) => Views.Echo()),
    });

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
