using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.AzureStorage;

/// <summary>Every line that this project can log. Event ids: 55x.</summary>
/// <remarks>Names, counts and states only.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 550, Level = LogLevel.Information, Message = "The storage provider {Provider} uses the blob container {Container} (ready in {Milliseconds} ms).")]
    public static partial void ContainerReady(this ILogger logger, string provider, string container, long milliseconds);

    [LoggerMessage(EventId = 551, Level = LogLevel.Warning,
        Message = "The blob container {Container} of the storage provider {Provider} was gone, and is created again. What was in it is lost.")]
    public static partial void ContainerCreatedAgain(this ILogger logger, string provider, string container);

    [LoggerMessage(EventId = 552, Level = LogLevel.Information, Message = "The members of the cluster {Cluster} are in the table {Table}.")]
    public static partial void TableReady(this ILogger logger, string table, string cluster);

    [LoggerMessage(EventId = 553, Level = LogLevel.Debug, Message = "The membership table was changed by another silo in between ({Status} {Code}); it is read again.")]
    public static partial void MembershipContended(this ILogger logger, int status, string? code);
}
