using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;

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

        services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsRules>());
        services.AddOptions<AzureStorageOptions>().BindConfiguration(AzureStorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsRules>());

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(document);
        services.TryAddSingleton<IReferenceSource, ProcessReferences>();
        services.AddSingleton(provider => GatewayKeys.Load(provider.GetRequiredService<IOptions<NodeOptions>>().Value));
        services.AddSingleton<ISecretSealer>(provider =>
        {
            var keys = provider.GetRequiredService<GatewayKeys>();
            return new SecretSealer(keys.Master, keys.PreviousMaster is { } previous ? [previous] : []);
        });
        services.AddSingleton(provider => provider.GetRequiredService<GatewayKeys>().Hasher);
        services.AddGatewayProcess();

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SiloParts>(provider));
        services.AddSingleton<SiloHost>();
        services.AddSingleton<DocumentApplication>();
        services.AddSingleton<SecretRotation>();
        services.AddSingleton(provider => new GatewayRuntime(
            provider.GetRequiredService<SiloHost>(),
            provider.GetRequiredService<DocumentApplication>(),
            provider.GetRequiredService<SecretRotation>(),
            provider.GetRequiredService<GrainSource>(),
            provider.GetRequiredService<IOptions<NodeOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GatewayRuntime>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayRuntime>());
        services.AddHostedService<LeaseTending>(); // After the silo, so that it stops before it.
        services.AddSingleton<IDataPlane, LocalDataPlane>();
        return services;
    }
}
