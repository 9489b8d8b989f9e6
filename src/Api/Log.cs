namespace Orleans.Gateway.Api;

/// <summary>Every line that this project can log. Event ids: 6xx.</summary>
/// <remarks>Ids, counts and states only. Prompts, completions, keys and headers are never an argument here.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "Request {RequestId}: the front end failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string requestId);

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "Admin: {Method} {Path} failed: {Error}.")]
    public static partial void AdminFailed(this ILogger logger, Exception failure, string method, string path, string error);
}
