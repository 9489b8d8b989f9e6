namespace Orleans.Gateway.Api.Chat;

/// <summary>What a request is called in every header, log line and report: made here, since a client's own id may be anything.</summary>
internal static class RequestId
{
    public static string New() => $"req_{Guid.CreateVersion7():N}";
}
