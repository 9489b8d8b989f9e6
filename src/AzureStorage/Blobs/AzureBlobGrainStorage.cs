using System.Diagnostics;
using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Gateway.AzureStorage.Blobs;

/// <summary>
/// One blob for each state of a grain. What was read is what a write replaces: the ETag that a state was read with goes along, and a state that was
/// never read must not exist. A writer that is not up to date gets an <see cref="InconsistentStateException"/>, upon which Orleans reads anew.
/// </summary>
/// <remarks>A request is repeated by the client only. A write that was repeated can find its own first attempt, and then reports it as a conflict.</remarks>
internal sealed class AzureBlobGrainStorage(
    string name, AzureBlobStorageOptions options, IActivatorProvider activators, ILogger<AzureBlobGrainStorage> logger)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>What Orleans' own package calls the content, whatever the serializer.</summary>
    private const string ContentType = "application/octet-stream";

    private readonly BlobContainerClient _container = options.BlobServiceClient!.GetBlobContainerClient(options.ContainerName);

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(OptionFormattingUtilities.Name<AzureBlobGrainStorage>(name), options.InitStage, StartAsync);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            var blob = await Blob(stateName, grainId).DownloadContentAsync();
            grainState.ETag = blob.Value.Details.ETag.ToString();
            // An empty blob is what stays of a state that was cleared.
            var state = blob.Value.Details.ContentLength == 0 ? default : options.GrainStorageSerializer.Deserialize<T>(blob.Value.Content);
            grainState.RecordExists = state is not null;
            grainState.State = state ?? New<T>();
        }
        catch (RequestFailedException error) when (error.Status == (int)HttpStatusCode.NotFound)
        {
            Forget(grainState, etag: null);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var content = options.GrainStorageSerializer.Serialize(grainState.State);
        grainState.ETag = await UploadAsync(Blob(stateName, grainId), content, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var blob = Blob(stateName, grainId);
        if (!options.DeleteStateOnClear)
        {
            Forget(grainState, await UploadAsync(blob, BinaryData.Empty, grainState.ETag));
            return;
        }

        try
        {
            await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, BlobConflict.Unchanged(grainState.ETag));
        }
        catch (RequestFailedException error) when (BlobConflict.IsConflict(error))
        {
            throw BlobConflict.Inconsistent(blob, grainState.ETag, error);
        }

        Forget(grainState, etag: null);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        }
        catch (Exception error) when (StorageFailure.IsOfService(error))
        {
            throw new OrleansException($"The blob container '{options.ContainerName}' cannot be reached: {StorageFailure.Describe(error)}", error);
        }

        logger.ContainerReady(name, options.ContainerName, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<string> UploadAsync(BlobClient blob, BinaryData content, string? etag)
    {
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType },
            Conditions = BlobConflict.Unchanged(etag),
        };
        try
        {
            return await UploadAsync(blob, content, upload);
        }
        catch (RequestFailedException error) when (BlobConflict.IsConflict(error))
        {
            throw BlobConflict.Inconsistent(blob, etag, error);
        }
    }

    private async Task<string> UploadAsync(BlobClient blob, BinaryData content, BlobUploadOptions upload)
    {
        try
        {
            return (await blob.UploadAsync(content, upload)).Value.ETag.ToString();
        }
        // Somebody has removed the container of a running silo.
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            logger.ContainerCreatedAgain(name, options.ContainerName);
            await _container.CreateIfNotExistsAsync();
            return (await blob.UploadAsync(content, upload)).Value.ETag.ToString();
        }
    }

    private BlobClient Blob(string stateName, GrainId grainId) => _container.GetBlobClient($"{stateName}-{grainId}.json");

    private T New<T>() => activators.GetActivator<T>().Create();

    private void Forget<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.ETag = etag!;
        grainState.RecordExists = false;
        grainState.State = New<T>();
    }
}
