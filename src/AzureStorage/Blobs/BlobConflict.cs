using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Orleans.Storage;

namespace Orleans.Gateway.AzureStorage.Blobs;

/// <summary>What a writer expects of a blob, and how the service says that it is not so.</summary>
internal static class BlobConflict
{
    /// <summary>The blob as it was read; without an ETag, no blob at all.</summary>
    public static BlobRequestConditions Unchanged(string? etag) =>
        string.IsNullOrEmpty(etag) ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = new ETag(etag) };

    /// <summary>
    /// Whether the blob is not what the writer expects: changed, there, or gone. A conflict of another kind, such as a container that is being
    /// deleted, is a failure of the service.
    /// </summary>
    public static bool IsConflict(RequestFailedException error) =>
        error.Status == (int)HttpStatusCode.PreconditionFailed
        || error.ErrorCode == BlobErrorCode.BlobAlreadyExists
        || error.ErrorCode == BlobErrorCode.BlobNotFound;

    public static InconsistentStateException Inconsistent(BlobClient blob, string? etag, RequestFailedException error) => new(
        $"The blob '{blob.Name}' is not what it was when it was read ({error.Status} {error.ErrorCode}).", "unknown", etag ?? "none", error);
}
