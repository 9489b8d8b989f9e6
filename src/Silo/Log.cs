using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Silo;

/// <summary>Every line that this project can log. Event ids: 5xx, 126 to 128 for the snapshot of the catalog, and 431 to 433 and 435 for the end of a process, 81x for subscriptions, 891 and 892 for documents.</summary>
/// <remarks>Ids, counts and states only.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 501, Level = LogLevel.Information, Message = "The silo is up.")]
    public static partial void SiloStarted(this ILogger logger);

    [LoggerMessage(EventId = 435, Level = LogLevel.Information, Message = "The silo has left.")]
    public static partial void SiloStopped(this ILogger logger);

    [LoggerMessage(EventId = 431, Level = LogLevel.Information, Message = "The process is going to stop. It serves on for {Delay}; then the calls in flight, {Calls} now, have {Limit} to end.")]
    public static partial void Draining(this ILogger logger, TimeSpan delay, int calls, TimeSpan limit);

    [LoggerMessage(EventId = 432, Level = LogLevel.Warning, Message = "{Calls} calls are still in flight and are ended.")]
    public static partial void CallsCutShort(this ILogger logger, int calls);

    [LoggerMessage(EventId = 433, Level = LogLevel.Information, Message = "No call is in flight any more.")]
    public static partial void Drained(this ILogger logger);

    [LoggerMessage(EventId = 502, Level = LogLevel.Error, Message = "The silo did not start ({Error}: {Reason}). It is tried again.")]
    public static partial void SiloDidNotStart(this ILogger logger, string error, string reason);

    [LoggerMessage(EventId = 507, Level = LogLevel.Warning, Message = "Call {RequestId}: this node's silo did not take it ({Error}). It is served without.")]
    public static partial void RelayedWithoutSilo(this ILogger logger, string requestId, string error);

    [LoggerMessage(EventId = 503, Level = LogLevel.Information, Message = "The document was applied as epoch {Epoch}.")]
    public static partial void DocumentApplied(this ILogger logger, long epoch);

    [LoggerMessage(EventId = 891, Level = LogLevel.Information, Message = "This node brings the document into the store: {Count} changes.")]
    public static partial void DocumentIsApplied(this ILogger logger, int count);

    [LoggerMessage(EventId = 892, Level = LogLevel.Information, Message = "Another node brings a document into the store. This one waits for its turn.")]
    public static partial void WaitsForOtherDocument(this ILogger logger);

    [LoggerMessage(EventId = 504, Level = LogLevel.Warning,
        Message = "The document differs from the store at {Count} places, and the store is served: {Paths}. To apply the document, start with Gateway:ConfigMode=Enforce.")]
    public static partial void DocumentDiffers(this ILogger logger, int count, string paths);

    [LoggerMessage(EventId = 505, Level = LogLevel.Information,
        Message = "Every silo has the current master key. The secrets of {Definitions} definitions were sealed anew under it; this silo does not need the previous one any more.")]
    public static partial void SecretsSealedAnew(this ILogger logger, int definitions);

    [LoggerMessage(EventId = 506, Level = LogLevel.Error, Message = "Backend {Backend}: a secret was not sealed anew: {Reason}")]
    public static partial void SecretNotSealedAnew(this ILogger logger, string backend, string reason);

    [LoggerMessage(EventId = 508, Level = LogLevel.Information,
        Message = "{Silos} active silos do not have the current master key yet: until they do, secrets go on being sealed under the previous one.")]
    public static partial void RotationWaits(this ILogger logger, int silos);

    [LoggerMessage(EventId = 509, Level = LogLevel.Warning, Message = "Secrets could not be sealed anew ({Error}). It is tried again.")]
    public static partial void RotationFailed(this ILogger logger, string error);

    [LoggerMessage(EventId = 810, Level = LogLevel.Information, Message = "{Count} subscriptions were moved from the catalog to the key index.")]
    public static partial void SubscriptionsMoved(this ILogger logger, int count);

    [LoggerMessage(EventId = 811, Level = LogLevel.Error, Message = "Shard {Shard} of the key index on the disk of this node is not used: {Reason}. Its keys are known once a silo can be asked.")]
    public static partial void KeysRefused(this ILogger logger, int shard, string reason);

    [LoggerMessage(EventId = 812, Level = LogLevel.Warning, Message = "Shard {Shard} of the key index could not be written to the disk of this node ({Error}). It is tried again.")]
    public static partial void KeysNotWritten(this ILogger logger, int shard, string error);

    [LoggerMessage(EventId = 126, Level = LogLevel.Warning, Message = "The silo is not up: this node serves by the catalog on its disk, epoch {Epoch}, last known to be in force {Age} ago.")]
    public static partial void ServesFromDisk(this ILogger logger, long epoch, TimeSpan age);

    [LoggerMessage(EventId = 127, Level = LogLevel.Error, Message = "The catalog on the disk of this node (Gateway:SnapshotFile) is not used: {Reason}. The store is the only source.")]
    public static partial void SnapshotRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 128, Level = LogLevel.Warning, Message = "The catalog could not be written to the disk of this node, Gateway:SnapshotFile ({Error}). It is tried again.")]
    public static partial void SnapshotNotWritten(this ILogger logger, string error);

    [LoggerMessage(EventId = 511, Level = LogLevel.Information, Message = "Connected to the silos.")]
    public static partial void ClientConnected(this ILogger logger);

    [LoggerMessage(EventId = 512, Level = LogLevel.Error, Message = "The silos could not be reached ({Error}: {Reason}). It is tried again.")]
    public static partial void ClientNotConnected(this ILogger logger, string error, string reason);

    [LoggerMessage(EventId = 513, Level = LogLevel.Warning, Message = "The document could not be applied ({Error}). The silo serves what the store has, and it is tried again.")]
    public static partial void DocumentNotApplied(this ILogger logger, string error);

    [LoggerMessage(EventId = 514, Level = LogLevel.Warning, Message = "No silo told what is served ({Error}); it is asked again.")]
    public static partial void FrontViewNotRenewed(this ILogger logger, string error);

    [LoggerMessage(EventId = 515, Level = LogLevel.Warning, Message = "The silo could not leave its cluster in time: the others evict it.")]
    public static partial void SiloDidNotLeave(this ILogger logger);

    [LoggerMessage(EventId = 521, Level = LogLevel.Error, Message = "This silo's row is not in the membership: the store was emptied, or is another one. If it stays so, the process ends in {Left}.")]
    public static partial void OwnRowMissing(this ILogger logger, TimeSpan left);

    [LoggerMessage(EventId = 522, Level = LogLevel.Information, Message = "This silo's row is in the membership again.")]
    public static partial void OwnRowFound(this ILogger logger);

    [LoggerMessage(EventId = 523, Level = LogLevel.Critical,
        Message = "This silo's row has been missing from the membership for {Missing}. The process ends, so that its supervisor starts it into the cluster that there is now.")]
    public static partial void OwnRowLost(this ILogger logger, TimeSpan missing);
}
