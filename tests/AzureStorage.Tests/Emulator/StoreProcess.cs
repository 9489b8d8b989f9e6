using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Storage;

namespace Orleans.Gateway.AzureStorage.Tests.Emulator;

/// <summary>What a process has of a store: a silo that is built, whose storage is started, and that joins nothing.</summary>
internal sealed class StoreProcess : IDisposable
{
    private readonly IHost _host;

    private StoreProcess(IHost host) => _host = host;

    /// <summary>As grains use it.</summary>
    public IGrainStorage Store => _host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    /// <summary>The provider behind it, without what the gateway does about keys.</summary>
    public IGrainStorage Provider => _host.Services.GetRequiredKeyedService<IGrainStorage>("AzureBlobs");

    public IMembershipTable Members => _host.Services.GetRequiredService<IMembershipTable>();

    public static async Task<StoreProcess> StartAsync(AzureStorageOptions account, string cluster = "notes", Action<ISiloBuilder>? configure = null)
    {
        var process = new StoreProcess(NodeSilo.Build(account, cluster, configure));
        try
        {
            var lifecycle = new OneStart();
            ((ILifecycleParticipant<ISiloLifecycle>)process.Provider).Participate(lifecycle);
            await lifecycle.Observer!.OnStart(TestContext.Current.CancellationToken);
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public static async Task<StoreProcess> StartWithMembersAsync(AzureStorageOptions account, string cluster = "notes")
    {
        var process = new StoreProcess(NodeSilo.Build(account, cluster));
        await process.Members.InitializeMembershipTableAsync(true, TestContext.Current.CancellationToken);
        return process;
    }

    public void Dispose() => _host.Dispose();

    private sealed class OneStart : ISiloLifecycle, IDisposable
    {
        public ILifecycleObserver? Observer { get; private set; }

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observer = observer;
            return this;
        }

        public void Dispose() => Observer = null;
    }
}
