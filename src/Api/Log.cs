namespace Orleans.Gateway.Api;

/// <summary>Every line that this project can log. Event ids: 6xx, and 129 for mirrors.</summary>
/// <remarks>Ids, counts and states only. Prompts, completions, keys and headers are never an argument here.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 805, Level = LogLevel.Warning, Message = "The issuer of clients' tokens that {Setting} names did not tell its keys ({Reason}). Those that are known stay in force; it is asked again.")]
    public static partial void IssuerNotFetched(this ILogger logger, string setting, string reason);

    [LoggerMessage(EventId = 898, Level = LogLevel.Error, Message = "The issuer of clients' tokens that {Setting} names says that it is the one of {Other}. Its tokens are refused.")]
    public static partial void IssuerTookAName(this ILogger logger, string setting, string other);

    [LoggerMessage(EventId = 899, Level = LogLevel.Warning, Message = "The issuer of clients' tokens that {Setting} names calls itself something else. Its tokens are taken by that name.")]
    public static partial void IssuerHasAnotherName(this ILogger logger, string setting);

    [LoggerMessage(EventId = 902, Level = LogLevel.Error, Message = "The issuers of clients' tokens that {Setting} and {Other} name call themselves the same. Tokens by that name are refused.")]
    public static partial void IssuersHaveOneName(this ILogger logger, string setting, string other);

    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "Request {RequestId}: the front end failed: {Error} {Trace}")]
    private static partial void RequestFailed(this ILogger logger, string requestId, string error, string? trace);

    [LoggerMessage(EventId = 610, Level = LogLevel.Error, Message = "Admin API: {Action} failed: {Error}")]
    public static partial void AdminCallFailed(this ILogger logger, string action, string error);

    [LoggerMessage(EventId = 611, Level = LogLevel.Critical, Message = "Admin API: {Action} ended with {Status}, and its audit record could not be written ({Error}).")]
    public static partial void NotAudited(this ILogger logger, string action, int status, string error);

    [LoggerMessage(EventId = 612, Level = LogLevel.Error, Message = "Admin API: a key or a session could not be looked up ({Error}).")]
    public static partial void AdminKeyNotLookedUp(this ILogger logger, string error);

    [LoggerMessage(EventId = 129, Level = LogLevel.Warning, Message = "Admin API: whether epoch {Epoch} is in force on every silo could not be asked ({Error}).")]
    public static partial void NotKnownWhetherAcknowledged(this ILogger logger, long epoch, string error);

    [LoggerMessage(EventId = 897, Level = LogLevel.Error, Message = "Admin API: {Action}, request {RequestId}, failed by a mistake of the gateway: {Error} {Trace}")]
    private static partial void AdminCallBroke(this ILogger logger, string action, string requestId, string error, string? trace);

    /// <summary>Without the exception's message, as below.</summary>
    public static void AdminCallBroke(this ILogger logger, Exception error, string action, string requestId) => logger.AdminCallBroke(action, requestId, error.GetType().Name, error.StackTrace);

    /// <summary>Without the exception's message, which may repeat what the client sent.</summary>
    public static void RequestFailed(this ILogger logger, Exception error, string requestId) => logger.RequestFailed(requestId, error.GetType().Name, error.StackTrace);
}
