namespace Orleans.Gateway.Api;

/// <summary>Every line that this project can log. Event ids: 6xx.</summary>
/// <remarks>Ids, counts and states only. Prompts, completions, keys and headers are never an argument here.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "Request {RequestId}: the front end failed: {Error} {Trace}")]
    private static partial void RequestFailed(this ILogger logger, string requestId, string error, string? trace);

    /// <summary>Without the exception's message, which may repeat what the client sent.</summary>
    public static void RequestFailed(this ILogger logger, Exception error, string requestId) => logger.RequestFailed(requestId, error.GetType().Name, error.StackTrace);
}
