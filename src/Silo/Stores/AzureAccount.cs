using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>The clients of a storage account. They have the only timeouts and retries there are, whichever provider uses them.</summary>
internal static class AzureAccount
{
    public static BlobServiceClient Blobs(AzureStorageOptions options)
    {
        var client = Prompt(new BlobClientOptions(), options);
        return options.ConnectionString is { Length: > 0 } connection
            ? new BlobServiceClient(connection, client)
            : new BlobServiceClient(options.BlobServiceUri, Identity(options), client);
    }

    public static TableServiceClient Tables(AzureStorageOptions options)
    {
        var client = Prompt(new TableClientOptions(), options);
        return options.ConnectionString is { Length: > 0 } connection
            ? new TableServiceClient(connection, client)
            : new TableServiceClient(options.TableServiceUri, Identity(options), client);
    }

    public static bool IsConnectionString(string text)
    {
        try
        {
            return new BlobServiceClient(text).Uri is not null && new TableServiceClient(text).Uri is not null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static DefaultAzureCredential Identity(AzureStorageOptions options) =>
        new(Prompt(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId }, options));

    private static T Prompt<T>(T client, AzureStorageOptions options)
        where T : ClientOptions
    {
        client.Retry.NetworkTimeout = options.RequestTimeout;
        client.RetryPolicy = new RepeatOnceUnlessSilent();
        return client;
    }

    /// <summary>
    /// A service that answers with a passing error, or drops the connection, is asked once more, at once. One that does not answer is not: it would cost
    /// the same time again, and the write that it was sent may still come to pass.
    /// </summary>
    private sealed class RepeatOnceUnlessSilent() : RetryPolicy(maxRetries: 1, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(100)))
    {
        protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
            exception is not OperationCanceledException && base.ShouldRetry(message, exception);

        protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            exception is OperationCanceledException ? ValueTask.FromResult(false) : base.ShouldRetryAsync(message, exception);
    }
}
