using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stores;
using Orleans.Storage;

namespace Orleans.Gateway.AzureNode;

/// <summary>A silo over a storage account, as the gateway sets it up, that notices a dead neighbour within seconds.</summary>
public static class NodeSilo
{
    public static IHost Build(AzureStorageOptions account, string cluster, Action<ISiloBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "notes"));
            silo.Configure<EndpointOptions>(options =>
                (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (IPAddress.Loopback, FreePort.Find(), FreePort.Find()));
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            });
            silo.Services.AddSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>();
            silo.AddAzureStore(account);
            configure?.Invoke(silo);
        });
        return builder.Build();
    }

    public static IHost BuildClient(AzureStorageOptions account, string cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "notes"));
            client.UseAzureClustering(account);
        });
        return builder.Build();
    }
}
