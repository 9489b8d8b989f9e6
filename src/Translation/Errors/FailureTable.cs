namespace Orleans.Gateway.Translation.Errors;

/// <summary>What each <see cref="FailureKind"/> means for the client and for the next target: one row a kind, decided nowhere else.</summary>
/// <param name="Status">The HTTP status that the client gets when this failure is the last word.</param>
/// <param name="Type">OpenAI's <c>error.type</c>.</param>
/// <param name="Code">OpenAI's <c>error.code</c>; null where OpenAI has none.</param>
/// <param name="TryNext">Whether another target could do better.</param>
/// <param name="SameBackend">Whether the same backend could do better a moment later. Not after a time limit: the client has waited for long.</param>
/// <param name="Blames">Whether it counts against the backend's circuit.</param>
/// <param name="LargerOnly">Whether the other target has to have a larger context window than the one that failed.</param>
public readonly record struct FailureRow(int Status, string Type, string? Code, bool TryNext, bool SameBackend, bool Blames, bool LargerOnly = false);

/// <inheritdoc cref="FailureRow"/>
public static class FailureTable
{
    public static FailureRow Of(FailureKind kind) => kind switch
    {
        FailureKind.Rejected => new(400, "invalid_request_error", null, false, false, false),
        FailureKind.ContextLength => new(400, "invalid_request_error", "context_length_exceeded", true, false, false, LargerOnly: true),
        FailureKind.TooLarge => new(413, "invalid_request_error", "request_too_large", false, false, false),
        FailureKind.ContentFilter => new(400, "invalid_request_error", "content_filter", false, false, false),
        FailureKind.ModelNotFound => new(404, "invalid_request_error", "model_not_found", true, false, false),
        FailureKind.NotFound => new(502, "api_error", "upstream_not_found", true, false, true),
        FailureKind.Unauthorized => new(502, "api_error", "upstream_auth_error", true, false, true),
        FailureKind.Forbidden => new(502, "api_error", "upstream_permission", true, false, true),
        FailureKind.OutOfCredit => new(502, "insufficient_quota", "insufficient_quota", true, false, true),
        FailureKind.RateLimited => new(429, "rate_limit_error", "rate_limit_exceeded", true, true, true),
        FailureKind.Conflict => new(503, "api_error", null, true, true, false),
        FailureKind.Overloaded => new(503, "overloaded_error", "overloaded", true, true, true),
        FailureKind.ServerError => new(502, "api_error", "upstream_error", true, true, true),
        FailureKind.TimedOut => new(504, "timeout_error", "upstream_timeout", true, false, true),
        FailureKind.Unreachable => new(502, "api_error", "upstream_unreachable", true, true, true),
        FailureKind.Malformed => new(502, "api_error", "upstream_malformed", true, false, true),
        FailureKind.Truncated => new(502, "api_error", "stream_truncated", true, true, true),
        FailureKind.Spliced => new(502, "api_error", "stream_spliced", true, false, true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind needs its row here."),
    };
}
