using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Thinking;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Gateway.Grains.Usage;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>One silo or more in this process, with the owner grains on fake time and a store that can be made to fail.</summary>
internal sealed class OwnerCluster : IAsyncDisposable
{
    /// <summary>How long a test waits for what does not come, in milliseconds: it fails then, and hangs no run.</summary>
    public const int Patience = 60_000;

    private readonly InProcessTestCluster _cluster;

    private OwnerCluster(InProcessTestCluster cluster, StateStore store, WatchedTime time, PushLoss loss, IReadOnlyList<OwnerSilo> silos) =>
        (_cluster, Store, Time, Pushes, Silos) = (cluster, store, time, loss, silos);

    public StateStore Store { get; }

    public WatchedTime Time { get; }

    public PushLoss Pushes { get; }

    /// <summary>What each silo's process has; followed only in a cluster with <c>services</c>.</summary>
    public IReadOnlyList<OwnerSilo> Silos { get; }

    public CatalogMirror Mirror => Silos[0].Mirror;

    public BackendGates Gates => Silos[0].Gates;

    public IAdminSessionsGrain AdminSessions => _cluster.Client.GetGrain<IAdminSessionsGrain>(0);

    public IAdminKeysGrain AdminKeys => _cluster.Client.GetGrain<IAdminKeysGrain>(0);

    public IFrontGrain Front => _cluster.Client.GetGrain<IFrontGrain>(0);

    public IKeyIndexGrain KeyIndex(int shard) => _cluster.Client.GetGrain<IKeyIndexGrain>(shard);

    public IKeyIndexObserver Reference(IKeyIndexObserver observer) => _cluster.Client.CreateObjectReference<IKeyIndexObserver>(observer);

    public ICatalogGrain Catalog => _cluster.Client.GetGrain<ICatalogGrain>(0);

    /// <param name="services">Whether the silo's own mirror and reports run too.</param>
    /// <param name="relay">What the relay allows; null: what it does unless told otherwise.</param>
    public static async Task<OwnerCluster> StartAsync(bool services = false, StateStore? store = null, short silos = 1, RelayOptions? relay = null)
    {
        (store, var time, var loss) = (store ?? new StateStore(), new WatchedTime(), new PushLoss());
        var parts = new List<OwnerSilo>();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((options, silo) =>
        {
            var (gates, rollouts, keys) = (new BackendGates(time), new RolloutTallies(), new List<string>());
            var mirror = new CatalogMirror(Views.Compiler(gates: gates, rollouts: rollouts), new Freshness(time));
            lock (parts)
            {
                parts.Add(new(options.SiloName, mirror, gates, keys));
            }

            silo.Services.AddKeyedSingleton<IGrainStorage>("Default", store);
            silo.Services.AddSingleton<IGrainStorage>(store);
            silo.Services.AddSingleton(mirror);
            silo.Services.AddSingleton(gates);
            silo.Services.AddSingleton(new Intake());
            silo.Services.AddSingleton<GrainSource>();
            silo.Services.AddSingleton<LeaseMetrics>();
            silo.Services.AddSingleton<LeaseBook>();
            silo.Services.AddSingleton(new UsageOutbox(Options.Create(new UsageOptions())));
            silo.Services.AddSingleton(rollouts);
            silo.Services.AddSingleton(new OpenableKeys(keys));
            silo.Services.AddSingleton(Options.Create(relay ?? new()));
            silo.Services.AddSingleton<ThinkingLedger>();
            silo.Services.AddSingleton(new CallTable(Options.Create(new RelayOptions()), TimeProvider.System, NullLogger<CallTable>.Instance));
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System); // Only the grains live on the fake clock.
            silo.AddOutgoingGrainCallFilter(loss.Of(options.SiloName));
            if (services)
            {
                silo.Services.AddGatewayGrains();
            }
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new OwnerCluster(cluster, store, time, loss, parts);
    }

    /// <summary>As the mirror of a silo calls itself.</summary>
    public string MirrorOf(OwnerSilo silo) => AddressOf(silo).ToParsableString();

    public SiloAddress AddressOf(OwnerSilo silo) => Host(silo).SiloAddress;

    /// <summary>Where a grain is active.</summary>
    public async Task<OwnerSilo> SiloOfAsync(IAddressable grain)
    {
        var address = await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Silos.Single(silo => AddressOf(silo).Equals(address));
    }

    /// <summary>Cuts the mirror of a silo off from the owners; the silo stays in the cluster.</summary>
    public void Cut(OwnerSilo silo) => Pushes.Cut(silo.Name, AddressOf(silo));

    public Task StopAsync(OwnerSilo silo) => _cluster.StopSiloAsync(Host(silo));

    private InProcessSiloHandle Host(OwnerSilo silo) => _cluster.Silos.Single(host => host.Name == silo.Name);

    /// <summary>Of each silo, in an order that stays.</summary>
    public IEnumerable<IGrainFactory> Factories => _cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<IGrainFactory>());

    public IClusterMembershipService Membership => _cluster.Silos[0].ServiceProvider.GetRequiredService<IClusterMembershipService>();

    /// <summary>Kills the silo on which a grain lives, as an outage would. Returns its place.</summary>
    public async Task<int> KillOwnerAsync<T>(string key)
        where T : IGrainWithStringKey
    {
        var management = _cluster.Client.GetGrain<IManagementGrain>(0);
        var address = await management.GetActivationAddress(Grain<T>(key));
        var at = _cluster.Silos.ToList().FindIndex(silo => silo.SiloAddress.Equals(address));
        await _cluster.KillSiloAsync(_cluster.Silos[at]);
        return at;
    }

    public T Client<T>(long key)
        where T : IGrainWithIntegerKey => _cluster.Client.GetGrain<T>(key);

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => _cluster.Client.GetGrain<T>(key);

    public IAliasGrain Alias(string key) => Grain<IAliasGrain>(key);

    public IBackendGrain Backend(string id) => Grain<IBackendGrain>(id);

    /// <summary>Puts a grain to sleep, as idleness or a stop would.</summary>
    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public IBackendObserver Reference(IBackendObserver observer) => _cluster.Client.CreateObjectReference<IBackendObserver>(observer);

    /// <summary>Lets time pass in the steps of the reports until something is so.</summary>
    public async Task UntilAsync(Func<bool> so, CancellationToken cancellation)
    {
        while (!so())
        {
            cancellation.ThrowIfCancellationRequested();
            Time.Advance(BackendReports.Every);
            await Catalog.GetAsync();
        }
    }

    public ICatalogObserver Reference(ICatalogObserver observer) => _cluster.Client.CreateObjectReference<ICatalogObserver>(observer);

    /// <summary>An API <c>llm</c> and these backends, published as one epoch.</summary>
    public Task<long> PublishAsync(params string[] backends) => Catalog.ApplyAsync(new CatalogChanges
    {
        Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = new() { Path = "/llm/v1" } },
        Backends = backends.ToDictionary(id => id, Versioned<BackendDefinition>? (_) => Views.Echo()),
    });

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}

/// <summary>What one silo's process has.</summary>
/// <param name="MasterKeys">What it says that it can open.</param>
internal sealed record OwnerSilo(string Name, CatalogMirror Mirror, BackendGates Gates, List<string> MasterKeys);
