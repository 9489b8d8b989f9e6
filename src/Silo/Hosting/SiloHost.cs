using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stores;
using Orleans.Storage;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>Builds the host of one silo: anew for each attempt to start it, with a lifetime of its own that cannot end the process.</summary>
internal sealed class SiloHost(SiloParts parts, IOptions<NodeOptions> options, IOptions<AzureStorageOptions> azure)
{
    public IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "orleans-gateway-silo" });
        builder.Services.AddSingleton(parts.Loggers);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.UseOrleans(silo => Configure(silo, parts, options.Value, azure.Value));
        return builder.Build();
    }

    internal static void Configure(ISiloBuilder silo, SiloParts parts, NodeOptions options, AzureStorageOptions azure)
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = "gateway";
            cluster.ServiceId = "gateway";
        });
        // A grain's method that nobody waits for any more should know it.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
        // Before the store is added: the store takes the serializer that it finds.
        silo.Services.AddSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>();
        silo.Services.AddSingleton(parts.Time);
        silo.Services.AddSingleton(parts.Catalog);
        silo.Services.AddSingleton(parts.Relay);
        silo.Services.AddSingleton(parts.Calls);
        silo.Services.AddSingleton(parts.Gates);
        silo.Services.AddSingleton(parts.Leases);
        if (options.Store is NodeStore.AzureStorage)
        {
            silo.AddAzureStore(azure);
            UseLoopback(silo, options);
        }
        else
        {
            silo.AddSqliteStore(options);
        }

        silo.Services.AddGatewayGrains();
    }

    private static void UseLoopback(ISiloBuilder silo, NodeOptions options) => silo.Configure<EndpointOptions>(endpoints =>
    {
        endpoints.AdvertisedIPAddress = IPAddress.Loopback;
        endpoints.SiloPort = options.SiloPort == 0 ? FreePort.Find() : options.SiloPort;
        endpoints.GatewayPort = FreePort.Find();
    });

    /// <summary>The process decides when to stop; this host only does as it is told.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
