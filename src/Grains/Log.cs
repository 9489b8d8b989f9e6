using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains;

/// <summary>Every line that this project can log. Event ids: 1xx catalog and mirrors, 2xx aliases, 3xx backends, 4xx calls, 7xx limits, 80x subscriptions, 84x content safety, 890 calls again, 893 the memory for thinking, 894 sessions of the admin API.</summary>
/// <remarks>Ids, counts and states only. Prompts, completions, keys, headers and URLs are never an argument here.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Catalog: epoch {Epoch} is in force.")]
    public static partial void CatalogChanged(this ILogger logger, long epoch);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Mirror of the {Owner}: renewal failed ({Error}); it is tried again.")]
    public static partial void MirrorNotRenewed(this ILogger logger, string owner, string error);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "Push of the {Owner} to {Mirror}, version {Version}, failed ({Error}); its next renewal brings it.")]
    public static partial void PushFailed(this ILogger logger, string owner, string mirror, long version, string error);

    [LoggerMessage(EventId = 104, Level = LogLevel.Error, Message = "Backend {Backend} is out of service: {Reason}")]
    public static partial void BackendUnusable(this ILogger logger, string backend, string reason);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "This node has been out of touch with the owner of the catalog for {Age}: it serves by what it knows, as degraded.")]
    public static partial void Degraded(this ILogger logger, TimeSpan age);

    [LoggerMessage(EventId = 121, Level = LogLevel.Information, Message = "This node is in touch with the owner of the catalog again, and up to date.")]
    public static partial void BackInTouch(this ILogger logger);

    [LoggerMessage(EventId = 122, Level = LogLevel.Error, Message = "This node has been out of touch with the owner of the catalog for {Age}, longer than Gateway:MaxStaleness allows: it refuses calls.")]
    public static partial void TooOld(this ILogger logger, TimeSpan age);

    [LoggerMessage(EventId = 123, Level = LogLevel.Warning, Message = "{Owner}: epoch {Epoch} is not confirmed by {Count} active silos: {Silos}.")]
    public static partial void NotAcknowledged(this ILogger logger, string owner, long epoch, int count, string silos);

    [LoggerMessage(EventId = 124, Level = LogLevel.Warning,
        Message = "{Owner}: a mirror has epoch {Ahead}, and the store only {Epoch}: was it restored? What the store has is published above that epoch.")]
    public static partial void MirrorIsAhead(this ILogger logger, string owner, long ahead, long epoch);

    [LoggerMessage(EventId = 125, Level = LogLevel.Warning, Message = "{Owner}: what the store has was not published above the epoch of a mirror ({Error}); it is tried again.")]
    public static partial void NotGoneOn(this ILogger logger, string owner, string error);

    [LoggerMessage(EventId = 201, Level = LogLevel.Information, Message = "Alias {Alias}: version {Version} written.")]
    public static partial void AliasChanged(this ILogger logger, string alias, long version);

    [LoggerMessage(EventId = 202, Level = LogLevel.Error, Message = "Alias {Alias} is out of service: {Reason}")]
    public static partial void AliasUnusable(this ILogger logger, string alias, string reason);

    [LoggerMessage(EventId = 203, Level = LogLevel.Information, Message = "Alias {Alias}: removed.")]
    public static partial void AliasRemoved(this ILogger logger, string alias);

    [LoggerMessage(EventId = 220, Level = LogLevel.Information, Message = "Alias {Alias}: a rollout to backend {Backend} has begun, with {Percent} % of the calls.")]
    public static partial void RolloutBegun(this ILogger logger, string alias, string backend, int percent);

    [LoggerMessage(EventId = 221, Level = LogLevel.Information, Message = "Alias {Alias}: the rollout to backend {Backend} has {Percent} % of the calls now.")]
    public static partial void RolloutAdvanced(this ILogger logger, string alias, string backend, int percent);

    [LoggerMessage(EventId = 222, Level = LogLevel.Warning, Message = "Alias {Alias}: the rollout to backend {Backend} has ended at {Percent} % of the calls; promoted: {Promoted}. The history of the alias says why.")]
    public static partial void RolloutEnded(this ILogger logger, string alias, string backend, int percent, bool promoted);

    [LoggerMessage(EventId = 223, Level = LogLevel.Warning, Message = "Alias {Alias}: what was seen of its rollout did not reach its owner ({Error}); the next report carries it.")]
    public static partial void RolloutNotReported(this ILogger logger, string alias, string error);

    [LoggerMessage(EventId = 224, Level = LogLevel.Warning, Message = "Alias {Alias}: what was due could not be done ({Error}); it is tried again.")]
    public static partial void AliasNotTended(this ILogger logger, string alias, string error);

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Backend {Backend}: version {Version} written.")]
    public static partial void BackendChanged(this ILogger logger, string backend, long version);

    [LoggerMessage(EventId = 304, Level = LogLevel.Information, Message = "Backend {Backend}: removed.")]
    public static partial void BackendRemoved(this ILogger logger, string backend);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Backend {Backend}: its counters could not be saved ({Error}); the next save carries them.")]
    public static partial void CountersNotSaved(this ILogger logger, string backend, string error);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Backend {Backend}: a report of {Attempts} attempts was not taken ({Error}); the next one carries it.")]
    public static partial void ReportFailed(this ILogger logger, string backend, long attempts, string error);

    [LoggerMessage(EventId = 340, Level = LogLevel.Warning, Message = "No access token for {Resource} ({Error}); it is tried again. What needs one goes to another backend meanwhile.")]
    public static partial void TokenNotAcquired(this ILogger logger, string resource, string error);

    [LoggerMessage(EventId = 341, Level = LogLevel.Warning, Message = "{Owner}: {Field} could not be read from its key vault ({Error}, status {Status}); it is tried again.")]
    public static partial void SecretNotRead(this ILogger logger, string owner, string field, string error, int? status);
    [LoggerMessage(EventId = 310, Level = LogLevel.Warning, Message = "Backend {Backend}: its circuit is {Phase} now ({Reason}), to be tried again in {ReopensIn}; last failure {LastError}, provider status {LastStatus}.")]
    public static partial void CircuitMoved(this ILogger logger, string backend, CircuitPhase phase, CircuitReason reason, TimeSpan reopensIn, string? lastError, int? lastStatus);

    [LoggerMessage(EventId = 311, Level = LogLevel.Warning, Message = "Backend {Backend}: an operator has set its circuit to {Mode}.")]
    public static partial void CircuitSet(this ILogger logger, string backend, CircuitMode mode);

    [LoggerMessage(EventId = 320, Level = LogLevel.Warning, Message = "Backend {Backend}: this node alone keeps its gate {Phase} ({Reason}).")]
    public static partial void GateMoved(this ILogger logger, string backend, CircuitPhase phase, CircuitReason reason);

    [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "Backend {Backend}: its owner did not answer who may probe ({Error}); this node does.")]
    public static partial void ProbeNotAcquired(this ILogger logger, string backend, string error);

    [LoggerMessage(EventId = 322, Level = LogLevel.Warning, Message = "Backend {Backend}: the outcome of a probe did not reach its owner ({Error}); the lease runs out.")]
    public static partial void ProbeNotSettled(this ILogger logger, string backend, string error);

    [LoggerMessage(EventId = 800, Level = LogLevel.Information, Message = "Key index {Shard}: epoch {Epoch} is in force, {Changes} subscriptions have changed.")]
    public static partial void KeysChanged(this ILogger logger, int shard, long epoch, int changes);

    [LoggerMessage(EventId = 801, Level = LogLevel.Error, Message = "Subscriptions {First} and {Second} have the same key: it counts as that of {First}. Give one of them another.")]
    public static partial void KeyContested(this ILogger logger, string first, string second);

    [LoggerMessage(EventId = 893, Level = LogLevel.Warning, Message = "The memory for thinking is full: turns are forgotten before their hour is over. It holds {Turns} turns, {Bytes} bytes.")]
    public static partial void ThinkingForgotten(this ILogger logger, int turns, long bytes);

    [LoggerMessage(EventId = 894, Level = LogLevel.Warning, Message = "Sessions of the admin API: a sign of life was not stored ({Error}); the session holds all the same.")]
    public static partial void SessionNotSeen(this ILogger logger, string error);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "Quota {Counter}: its exact state could not be saved ({Error}); the next activation counts a little more as used.")]
    public static partial void QuotaNotSaved(this ILogger logger, string counter, string error);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "{Owner} {Name} is out of service, since its limits cannot be read: {Reason}")]
    public static partial void LimitsUnusable(this ILogger logger, string owner, string name, string reason);

    [LoggerMessage(EventId = 820, Level = LogLevel.Warning, Message = "Usage: {Batches} batches were not stored ({Error}); they are sent again.")]
    public static partial void UsageNotStored(this ILogger logger, int batches, string error);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Request {RequestId}: attempt {Attempt} at backend {Backend} failed: {Kind}, provider status {ProviderStatus}, provider request {ProviderRequestId}.")]
    private static partial void AttemptAnsweredByFailure(this ILogger logger, string requestId, int attempt, string backend, string kind, int providerStatus, string providerRequestId);

    [LoggerMessage(EventId = 890, Level = LogLevel.Warning, Message = "Request {RequestId}: attempt {Attempt} at backend {Backend} failed: {Kind}, without an error status of its provider, provider request {ProviderRequestId}.")]
    private static partial void AttemptFailedWithoutStatus(this ILogger logger, string requestId, int attempt, string backend, string kind, string providerRequestId);

    /// <summary>Without a status where there was no answer, or one that began well.</summary>
    public static void AttemptFailed(this ILogger logger, string requestId, int attempt, string backend, ProviderFailure failure)
    {
        var kind = failure.Reason is { } reason ? $"{failure.Kind} ({FailureText.Word(reason)})" : failure.Kind.ToString();
        var providerRequestId = failure.ProviderRequestId ?? "unknown";
        if (failure.ProviderStatus is { } status)
        {
            logger.AttemptAnsweredByFailure(requestId, attempt, backend, kind, status, providerRequestId);
        }
        else
        {
            logger.AttemptFailedWithoutStatus(requestId, attempt, backend, kind, providerRequestId);
        }
    }

    [LoggerMessage(EventId = 410, Level = LogLevel.Warning, Message = "Request {RequestId}: no further attempt after {Attempts}: the retry budget is used up.")]
    public static partial void RetryRefused(this ILogger logger, string requestId, int attempts);

    [LoggerMessage(EventId = 411, Level = LogLevel.Warning, Message = "Request {RequestId}: no target of the alias {Alias} is open to calls.")]
    public static partial void NoTargetOpen(this ILogger logger, string requestId, string alias);

    [LoggerMessage(EventId = 412, Level = LogLevel.Warning, Message = "Request {RequestId}: all targets of the alias {Alias} are open; backend {Backend} is tried nevertheless.")]
    public static partial void Panics(this ILogger logger, string requestId, string alias, string backend);

    [LoggerMessage(EventId = 421, Level = LogLevel.Warning, Message = "Request {RequestId}: the client does not read its answer, and is cut off.")]
    public static partial void ClientStalled(this ILogger logger, string requestId);

    [LoggerMessage(EventId = 422, Level = LogLevel.Information, Message = "Request {RequestId}: ended by an operator.")]
    public static partial void CallEnded(this ILogger logger, string requestId);

    [LoggerMessage(EventId = 415, Level = LogLevel.Warning, Message = "Request {RequestId}: no silo has taken the call, at try {Attempt} ({Error}).")]
    public static partial void HandOverFailed(this ILogger logger, string requestId, int attempt, string error);

    [LoggerMessage(EventId = 416, Level = LogLevel.Warning, Message = "Request {RequestId}: the silo was lost in the middle of the answer ({Error}).")]
    public static partial void SiloLost(this ILogger logger, string requestId, string error);

    [LoggerMessage(EventId = 840, Level = LogLevel.Warning, Message = "Request {RequestId}: the content safety of {Owner} was not answered: status {Status}, {Error}.")]
    public static partial void SafetyFailed(this ILogger logger, string requestId, string owner, int? status, string? error);

    [LoggerMessage(EventId = 841, Level = LogLevel.Information, Message = "Request {RequestId}: the content safety of {Owner} blocks the {Subject}: {Category}.")]
    public static partial void SafetyBlocked(this ILogger logger, string requestId, string owner, string subject, string category);

    [LoggerMessage(EventId = 842, Level = LogLevel.Warning, Message = "Request {RequestId}: the {Subject} was not judged by the content safety of {Owner}, and is {Decision}.")]
    public static partial void SafetyNotJudged(this ILogger logger, string requestId, string owner, string subject, string decision);

    [LoggerMessage(EventId = 843, Level = LogLevel.Error, Message = "The content safety of {Owner} does not answer, and is not asked for a while.")]
    public static partial void SafetyCircuitOpened(this ILogger logger, string owner);

    [LoggerMessage(EventId = 844, Level = LogLevel.Information, Message = "The content safety of {Owner} answers again.")]
    public static partial void SafetyAnswersAgain(this ILogger logger, string owner);

    [LoggerMessage(EventId = 845, Level = LogLevel.Error, Message = "The content safety of {Owner} judges nothing: {Reason}")]
    public static partial void SafetyUnusable(this ILogger logger, string owner, string reason);

    [LoggerMessage(EventId = 402, Level = LogLevel.Error, Message = "Request {RequestId}: the gateway itself failed: {Error} {Trace}")]
    private static partial void RelayFailed(this ILogger logger, string requestId, string error, string? trace);

    /// <summary>Without the exception's message: that of a JSON error, for one, repeats what could not be read.</summary>
    public static void RelayFailed(this ILogger logger, Exception error, string requestId) => logger.RelayFailed(requestId, error.GetType().Name, error.StackTrace);
}
