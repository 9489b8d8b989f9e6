using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Mirrors;

namespace Orleans.Gateway.Silo.Hosting;

public static class GatewaySiloExtensions
{
    /// <summary>
    /// Everything of the gateway but its HTTP: the relay and the mirror, which belong to the process, and the silo, which is started beside the
    /// host and as often as it takes.
    /// </summary>
    public static IServiceCollection AddGatewaySilo(this IServiceCollection services, StartDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);

        services.AddHostedService<HeldDataDirectory>();

        // Before the silo: what is on the disk has to be at hand when it does not come up.
        services.AddSingleton<KeyDisk>();
        services.AddSingleton<CatalogDisk>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogDisk>());
        services.AddHostedService(provider => provider.GetRequiredService<KeyDisk>());
        services.AddNode();
        services.AddSingleton(document);
        services.TryAddSingleton<IReferenceSource, ProcessReferences>();
        services.AddSingleton(provider => GatewayKeys.Load(provider.GetRequiredService<IOptions<NodeOptions>>().Value));
        services.AddSingleton(provider => provider.GetRequiredService<GatewayKeys>().Sealer());
        services.AddSingleton<ISecretSealer>(provider => provider.GetRequiredService<SecretSealer>());
        services.AddSingleton(provider => provider.GetRequiredService<GatewayKeys>().Openable());
        services.AddSingleton(provider => provider.GetRequiredService<GatewayKeys>().Hasher);
        services.AddGatewayProcess();
        services.AddDefinitions();

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SiloParts>(provider));
        services.AddSingleton<SiloHost>();
        services.AddSingleton<INodeHost>(provider => provider.GetRequiredService<SiloHost>());
        services.AddSingleton<SubscriptionMigration>();
        services.AddSingleton<DocumentApplication>();
        services.AddSingleton<SecretRotation>();
        services.AddSingleton<StartOfStore>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<IDataPlane, LocalDataPlane>();
        services.AddHostedService<LeaseTending>(); // After what runs the silo, so that it stops before that.
        return services;
    }
}
