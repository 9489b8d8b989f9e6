namespace Orleans.Gateway.Api;

/// <summary>Every line that this project can log. Event ids: 6xx, 129 for mirrors, and 43x for the end of a process.</summary>
/// <remarks>Ids, counts and states only. Prompts, completions, keys and headers are never an argument here.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 805, Level = LogLevel.Warning, Message = "The issuer of clients' tokens, Gateway:ClientJwt:Authority, did not tell its keys ({Reason}). Those that are known stay in force; it is asked again.")]
    public static partial void IssuerNotFetched(this ILogger logger, string reason);

    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "Request {RequestId}: the front end failed: {Error} {Trace}")]
    private static partial void RequestFailed(this ILogger logger, string requestId, string error, string? trace);

    [LoggerMessage(EventId = 431, Level = LogLevel.Information, Message = "The process is going to stop. It serves on for {Delay}; then the calls in flight, {Calls} now, have {Limit} to end.")]
    public static partial void Draining(this ILogger logger, TimeSpan delay, int calls, TimeSpan limit);

    [LoggerMessage(EventId = 432, Level = LogLevel.Warning, Message = "{Calls} calls are still in flight and are ended.")]
    public static partial void CallsCutShort(this ILogger logger, int calls);

    [LoggerMessage(EventId = 433, Level = LogLevel.Information, Message = "No call is in flight any more: HTTP stops.")]
    public static partial void Drained(this ILogger logger);

    [LoggerMessage(EventId = 610, Level = LogLevel.Error, Message = "Admin API: {Action} failed: {Error}")]
    public static partial void AdminCallFailed(this ILogger logger, string action, string error);

    [LoggerMessage(EventId = 611, Level = LogLevel.Critical, Message = "Admin API: {Action} ended with {Status}, and its audit record could not be written ({Error}).")]
    public static partial void NotAudited(this ILogger logger, string action, int status, string error);

    [LoggerMessage(EventId = 612, Level = LogLevel.Error, Message = "Admin API: an admin key could not be looked up ({Error}), and was refused.")]
    public static partial void AdminKeyNotLookedUp(this ILogger logger, string error);

    [LoggerMessage(EventId = 129, Level = LogLevel.Warning, Message = "Admin API: whether epoch {Epoch} is in force on every silo could not be asked ({Error}).")]
    public static partial void NotKnownWhetherAcknowledged(this ILogger logger, long epoch, string error);

    /// <summary>Without the exception's message, which may repeat what the client sent.</summary>
    public static void RequestFailed(this ILogger logger, Exception error, string requestId) => logger.RequestFailed(requestId, error.GetType().Name, error.StackTrace);
}
