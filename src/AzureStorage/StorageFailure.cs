using System.Globalization;
using Azure;

namespace Orleans.Gateway.AzureStorage;

/// <summary>Failures of the storage service, in words that say what to look at, without addresses, headers and bodies.</summary>
internal static class StorageFailure
{
    public static bool IsOfService(Exception error) => error is RequestFailedException or AggregateException { InnerException: RequestFailedException or OperationCanceledException }
        || (error is OperationCanceledException cancelled && !cancelled.CancellationToken.IsCancellationRequested);

    /// <summary>What the service answered, or why it did not: status and code, a timeout, or the innermost reason.</summary>
    public static string Describe(Exception error) => Reason(error) switch
    {
        RequestFailedException { Status: > 0 } answered => string.Create(CultureInfo.InvariantCulture, $"the service answered {answered.Status} {answered.ErrorCode}."),
        OperationCanceledException => "the service did not answer in time.",
        var other => $"{other.GetBaseException().Message}.",
    };

    private static Exception Reason(Exception error) => error is AggregateException { InnerExceptions: [.., var last] } ? last : error;
}
