using Microsoft.Extensions.DependencyInjection;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>
/// State in blobs, members in a table. This compiles against src/AzureStorage and against Orleans' own packages (<c>-p:OfficialAzureStorage=true</c>),
/// which read each other's data.
/// </summary>
internal static class AzureStore
{
    private const string Provider = "AzureBlobs";

    public static void AddAzureStore(this ISiloBuilder silo, AzureStorageOptions options)
    {
        silo.AddAzureBlobGrainStorage(Provider, (AzureBlobStorageOptions storage) =>
        {
            storage.BlobServiceClient = AzureAccount.Blobs(options);
            storage.ContainerName = options.ContainerName;
        });
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (services, _) => new BlobKeyStorage(services.GetRequiredKeyedService<IGrainStorage>(Provider)));
        silo.UseAzureStorageClustering((AzureStorageClusteringOptions clustering) =>
        {
            clustering.TableServiceClient = AzureAccount.Tables(options);
            clustering.TableName = options.TableName;
        });
    }

    /// <summary>Where a process without a silo finds the silos.</summary>
    public static void UseAzureClustering(this IClientBuilder client, AzureStorageOptions options) =>
        client.UseAzureStorageClustering((AzureStorageGatewayOptions gateways) =>
        {
            gateways.TableServiceClient = AzureAccount.Tables(options);
            gateways.TableName = options.TableName;
        });
}
