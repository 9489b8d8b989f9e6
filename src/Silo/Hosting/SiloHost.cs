using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Mirrors;
using Orleans.Gateway.Silo.Stores;
using Orleans.Storage;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>The host of a silo: it keeps the mirror of the process fresh and brings the document into the store.</summary>
internal sealed class SiloHost(
    SiloParts parts, NodeSettings settings, StartOfStore start, SecretRotation rotation, CatalogDisk disk, ILogger<SiloHost> logger) : INodeHost
{
    private bool _isDocumentApplied;

    public IHost Build()
    {
        var builder = NodeHosts.Builder("orleans-gateway-silo", parts.Loggers);
        builder.UseOrleans(silo => Configure(silo, parts, settings));
        return builder.Build();
    }

    public Task PrepareAsync(IServiceProvider services, CancellationToken stopping) => ApplyDocumentAsync(services, stopping);

    public void Started(ILogger log) => log.SiloStarted();

    public void Failed(ILogger log, Exception error)
    {
        log.SiloDidNotStart(error.GetType().Name, error.Message);
        disk.TakeOver();
    }

    public async Task TendAsync(IServiceProvider services, CancellationToken stopping)
    {
        while (!_isDocumentApplied)
        {
            await Task.Delay(settings.Node.SiloRetry, parts.Time, stopping);
            await ApplyDocumentAsync(services, stopping);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var rotating = rotation.RunAsync(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IClusterMembershipService>(), ended.Token);
        try
        {
            await WatchAsync(services, stopping);
        }
        finally
        {
            await ended.CancelAsync();
            await rotating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The membership of an embedded store is its own memory.
    private Task WatchAsync(IServiceProvider services, CancellationToken stopping) => settings.Node.Store is NodeStore.Sqlite
        ? Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, stopping)
        : new MembershipWatch(
            services.GetRequiredService<IMembershipTable>(),
            services.GetRequiredService<ILocalSiloDetails>().SiloAddress,
            settings.Membership.MissingRowLimit,
            parts.Time,
            logger).RunAsync(stopping);

    internal static void Configure(ISiloBuilder silo, SiloParts parts, NodeSettings settings)
    {
        silo.Configure<ClusterOptions>(cluster => NodeHosts.Apply(settings.Node, cluster));
        silo.Configure<SiloMessagingOptions>(NodeHosts.Apply);
        // Before the store is added: the store takes the serializer that it finds.
        silo.Services.AddSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>();
        silo.Services.AddSingleton(parts.Time);
        silo.Services.AddSingleton(parts.Catalog);
        silo.Services.AddSingleton(parts.Relay);
        silo.Services.AddSingleton(parts.Intake);
        silo.Services.AddSingleton(parts.Calls);
        silo.Services.AddSingleton(parts.Gates);
        silo.Services.AddSingleton(parts.Leases);
        silo.Services.AddSingleton(parts.Usage);
        silo.Services.AddSingleton(parts.Rollouts);
        silo.Services.AddSingleton(parts.MasterKeys);
        silo.Services.AddSingleton(parts.Allowed);
        silo.AddStore(settings);
        silo.Services.AddGatewayGrains();
        if (settings.Node.Dashboard)
        {
            silo.AddDashboard(options => options.HideTrace = true);
        }
    }

    /// <summary>The silo stays up when that fails: the owners may have been on a node that has just died, and others may have applied it already.</summary>
    private async Task ApplyDocumentAsync(IServiceProvider services, CancellationToken stopping)
    {
        try
        {
            await start.ApplyAsync(services.GetRequiredService<IGrainFactory>(), stopping);
            _isDocumentApplied = true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It stops before it was its turn.
        }
        catch (Exception error)
        {
            _isDocumentApplied = false;
            logger.DocumentNotApplied(error.GetType().Name);
            disk.TakeOver();
        }
    }
}
