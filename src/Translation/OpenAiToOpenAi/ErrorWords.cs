using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>What the words of an error (its code, type and message) say about its kind, where the status alone does not.</summary>
internal static class ErrorWords
{
    /// <param name="status">The status of the answer; null inside a stream or a 200.</param>
    public static FailureKind KindOf(int? status, in ErrorBody error)
    {
        var said = Said(error);
        return status switch
        {
            400 or 422 => said is FailureKind.ContentFilter or FailureKind.ContextLength or FailureKind.ModelNotFound or FailureKind.OutOfCredit
                or FailureKind.Unauthorized ? said.Value : FailureKind.Rejected,
            401 => FailureKind.Unauthorized,
            402 => FailureKind.OutOfCredit,
            403 => said is FailureKind.ModelNotFound or FailureKind.OutOfCredit ? said.Value : FailureKind.Forbidden,
            404 => said is FailureKind.ModelNotFound || MissesModel(error.Message) ? FailureKind.ModelNotFound : FailureKind.NotFound,
            408 or 409 or 425 => FailureKind.Conflict,
            410 => FailureKind.ModelNotFound, // Withdrawn.
            413 => FailureKind.TooLarge,
            429 => said is FailureKind.OutOfCredit or FailureKind.Overloaded ? said.Value : FailureKind.RateLimited,
            504 => FailureKind.TimedOut,
            498 or 529 => FailureKind.Overloaded, // 498: no capacity for Groq's flexible tier.
            >= 500 => said is FailureKind.Overloaded ? FailureKind.Overloaded : FailureKind.ServerError,
            405 or (>= 300 and < 400) => FailureKind.NotFound,
            >= 400 => FailureKind.Rejected,
            _ => said ?? FailureKind.ServerError,
        };
    }

    private static FailureKind? Said(in ErrorBody error) =>
        ByCode(error.Inner) ?? ByCode(error.Code) ?? ByCode(error.Type) ?? ByMessage(error.Message) ?? Rejection(error.Type) ?? Rejection(error.Code);

    private static FailureKind? ByCode(string? code) => code?.ToLowerInvariant() switch
    {
        "content_filter" or "responsibleaipolicyviolation" or "content_policy_violation" => FailureKind.ContentFilter,
        "context_length_exceeded" => FailureKind.ContextLength,
        "model_not_found" or "deploymentnotfound" or "invalid_model" or "model_not_available" => FailureKind.ModelNotFound,
        "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" or "billing_error" or "insufficient_balance" or "payment_required"
            or "enforced_spend_limit_reached" => FailureKind.OutOfCredit,
        "invalid_api_key" or "authentication_error" or "api_key_invalid" or "unauthenticated" => FailureKind.Unauthorized,
        "permission_error" or "permission_denied" => FailureKind.Forbidden,
        "rate_limit_exceeded" or "rate_limit_error" or "rate_limit_reached" or "too_many_requests" or "resource_exhausted" or "ratelimitreached" => FailureKind.RateLimited,
        "overloaded" or "overloaded_error" or "engine_overloaded" or "engine_overloaded_error" or "capacity_exceeded" or "unavailable" or "service_unavailable"
            => FailureKind.Overloaded,
        "timeout" or "timeout_error" or "deadline_exceeded" => FailureKind.TimedOut,
        "request_too_large" => FailureKind.TooLarge,
        _ => null,
    };

    private static FailureKind? Rejection(string? type) => type?.ToLowerInvariant() switch
    {
        "invalid_request_error" or "badrequesterror" or "invalid_argument" or "invalid_prompt" or "invalid_value" => FailureKind.Rejected,
        _ => null,
    };

    private static FailureKind? ByMessage(string? message) => message switch
    {
        null => null,
        _ when Has(message, "maximum context length") || Has(message, "context_length_exceeded") || Has(message, "prompt is too long")
            || Has(message, "exceed context limit") || Has(message, "context window") || Has(message, "input is too long")
            || Has(message, "exceeds the available context size") => FailureKind.ContextLength,
        _ when Has(message, "API key not valid") || Has(message, "Incorrect API key") || Has(message, "Invalid API key") => FailureKind.Unauthorized,
        _ when Has(message, "overloaded") || Has(message, "no capacity") => FailureKind.Overloaded,
        _ when Has(message, "insufficient_quota") || Has(message, "credit balance") => FailureKind.OutOfCredit,
        _ when Has(message, "rate limit") => FailureKind.RateLimited,
        _ => null,
    };

    private static bool MissesModel(string? message) =>
        message is not null
        && ((Has(message, "model") && (Has(message, "not exist") || Has(message, "not found") || Has(message, "not available") || Has(message, "not supported")))
            || Has(message, "No endpoints found") || Has(message, "deployment for this resource does not exist"));

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
