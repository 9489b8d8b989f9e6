using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Gateway.AzureStorage.Tables;
using Orleans.Messaging;

namespace Orleans.Hosting;

/// <summary>Membership in the Table service, under the extension methods of Orleans' own package.</summary>
public static class AzureTableClusteringExtensions
{
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configureOptions) =>
        builder.UseAzureStorageClustering((OptionsBuilder<AzureStorageClusteringOptions> options) => options.Configure(configureOptions));

    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<OptionsBuilder<AzureStorageClusteringOptions>> configureOptions) =>
        builder.ConfigureServices(services =>
        {
            services.AddTable(configureOptions);
            services.AddSingleton<IMembershipTable, AzureMembershipTable>();
        });

    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<AzureStorageGatewayOptions> configureOptions) =>
        builder.UseAzureStorageClustering((OptionsBuilder<AzureStorageGatewayOptions> options) => options.Configure(configureOptions));

    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<OptionsBuilder<AzureStorageGatewayOptions>> configureOptions) =>
        builder.ConfigureServices(services =>
        {
            services.AddTable(configureOptions);
            services.AddSingleton<IGatewayListProvider, AzureGatewayList>();
        });

    private static void AddTable<TOptions>(this IServiceCollection services, Action<OptionsBuilder<TOptions>>? configureOptions)
        where TOptions : AzureStorageOperationOptions
    {
        configureOptions?.Invoke(services.AddOptions<TOptions>());
        services.AddTransient<IConfigurationValidator>(provider => new AzureStorageOperationOptionsValidator(provider.GetRequiredService<IOptions<TOptions>>().Value));
    }
}
