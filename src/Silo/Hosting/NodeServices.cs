using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Access;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Silo.Hosting;

internal static class NodeServices
{
    /// <summary>The settings of a node, and what runs its silo or client.</summary>
    public static void AddNode(this IServiceCollection services)
    {
        services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsRules>());
        services.AddOptions<RedisOptions>().BindConfiguration(RedisOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsRules>());
        services.AddOptions<MembershipOptions>().BindConfiguration(MembershipOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MembershipOptions>, MembershipOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MembershipOptions>, MembershipOptionsRules>());
        services.AddOptions<ClusterTlsOptions>().BindConfiguration(ClusterTlsOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterTlsOptions>, ClusterTlsOptionsRules>());
        services.AddOptions<AzureStorageOptions>().BindConfiguration(AzureStorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureStorageOptions>, AzureStorageOptionsRules>());
        services.AddSingleton<NodeSettings>();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new GatewayRuntime(
            provider.GetRequiredService<INodeHost>(),
            provider.GetRequiredService<GrainSource>(),
            provider.GetRequiredService<IOptions<NodeOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<GatewayRuntime>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayRuntime>());
    }

    /// <summary>What changes definitions and admin keys through their owners, wherever these are.</summary>
    public static void AddDefinitions(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LiveCatalog(
            provider.GetRequiredService<ISecretSealer>(), provider.GetRequiredService<KeyHasher>(), provider.GetRequiredService<IReferenceSource>()));
        services.AddSingleton<DocumentTurns>();
        services.AddSingleton(provider => new LiveDocument(
            provider.GetRequiredService<ISecretSealer>(),
            provider.GetRequiredService<KeyHasher>(),
            provider.GetRequiredService<IReferenceSource>(),
            provider.GetRequiredService<DocumentTurns>()));
        services.AddSingleton(provider => new AdminKeys(provider.GetRequiredService<KeyHasher>()));
    }
}
