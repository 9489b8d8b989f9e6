using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Where and how grains keep their state in the Blob service. The names are those of Orleans' own package.</summary>
public class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    public const string DEFAULT_CONTAINER_NAME = "grainstate";

    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;

    /// <summary>The container that holds one blob per state. It is created where it does not exist.</summary>
    /// <value>Default <c>grainstate</c>.</value>
    public string ContainerName { get; set; } = DEFAULT_CONTAINER_NAME;

    /// <summary>The client that all requests go through. Its own retries and timeouts are the only ones.</summary>
    /// <value>Required.</value>
    [DisallowNull]
    public BlobServiceClient? BlobServiceClient { get; set; }

    /// <summary>Whether a state that is cleared takes its blob along. If not, an empty blob stays, whose ETag still guards against stale writers.</summary>
    /// <value>Default true.</value>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>When, in the start of a silo, the container is looked for.</summary>
    /// <value>Default <see cref="ServiceLifecycleStage.ApplicationServices"/>.</value>
    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    /// <summary>What turns a state into bytes.</summary>
    /// <value>Default: the registered <see cref="IGrainStorageSerializer"/>.</value>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
