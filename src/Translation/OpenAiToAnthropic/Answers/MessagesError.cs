using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// What an error of a Messages provider means. Where the request is at fault its developer gets the provider's words, masked;
/// everything else is between the gateway and the provider and is said in our own words.
/// </summary>
public static partial class MessagesError
{
    /// <param name="status">The HTTP status of the provider.</param>
    /// <param name="retryAfter">The header <c>retry-after</c>; likewise the next two.</param>
    /// <param name="now">When the answer arrived, for a <c>retry-after</c> that is a date.</param>
    /// <param name="body">Whatever came: JSON of any shape, HTML, nothing.</param>
    public static ProviderFailure Read(
        int status, string? retryAfter, string? retryAfterMs, string? shouldRetry, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var error = ErrorBody.Read(body);
        var wait = RetryAfter.Read(retryAfter, retryAfterMs, now);
        var kind = KindOf(status, error, hasWait: wait is not null);
        return Failure(kind, error) with
        {
            ProviderStatus = status,
            RetryAfter = wait,
            ShouldRetry = bool.TryParse(shouldRetry, out var should) ? should : null,
        };
    }

    /// <summary>An error inside a stream, or inside an answer with status 200.</summary>
    /// <param name="json">The event's data, or the body.</param>
    public static ProviderFailure FromEvent(ReadOnlySpan<byte> json)
    {
        var error = ErrorBody.Read(json);
        return Failure(KindOf(StatusOf(error.Type), error, hasWait: false), error);
    }

    /// <summary>A body that came with a status of success in place of a stream.</summary>
    internal static ProviderFailure InPlaceOfStream(ReadOnlySpan<byte> body)
    {
        try
        {
            if (Utf8.IsValid(body) && MessageHead.Parse(body) is var head && (head.HasError || head.Type.SequenceEqual("error"u8)))
            {
                return FromEvent(body);
            }
        }
        catch (JsonException)
        {
            // No JSON at all.
        }

        return FailureText.Failure(FailureKind.Malformed);
    }

    private static ProviderFailure Failure(FailureKind kind, scoped in ErrorBody error)
    {
        var failure = FailureText.Failure(kind) with { RawMessage = error.Message };
        return kind switch
        {
            FailureKind.Rejected or FailureKind.ContextLength or FailureKind.TooLarge or FailureKind.NotFound when error.Message is { } message =>
                failure with
                {
                    Message = MessageMask.Clean(message),
                    Param = kind == FailureKind.NotFound ? null : ErrorParam.Of(message),
                    Code = kind == FailureKind.Rejected ? error.Code : null,
                },
            FailureKind.ModelNotFound => failure with { Param = "model" },
            FailureKind.RateLimited => failure with { Type = LimitOf(error.Message) },
            _ => failure,
        };
    }

    private static FailureKind KindOf(int status, scoped in ErrorBody error, bool hasWait) => status switch
    {
        400 or 422 when IsSpent(error.Message) => FailureKind.OutOfCredit,
        400 or 422 when error.Message is { } message && TooLong().IsMatch(message) => FailureKind.ContextLength,
        401 => FailureKind.Unauthorized,
        402 => FailureKind.OutOfCredit,
        403 => FailureKind.Forbidden,
        404 => NamesModel(error) ? FailureKind.ModelNotFound : FailureKind.NotFound,
        405 or 410 => FailureKind.NotFound,
        408 or 409 => FailureKind.Conflict,
        413 => FailureKind.TooLarge,
        429 when !hasWait && IsSpent(error.Message) => FailureKind.OutOfCredit,
        429 => FailureKind.RateLimited,
        >= 400 and < 500 => FailureKind.Rejected,
        504 => FailureKind.TimedOut,
        529 => FailureKind.Overloaded,
        >= 500 when error.Type.SequenceEqual("overloaded_error"u8) => FailureKind.Overloaded,
        >= 500 => FailureKind.ServerError,
        _ => FailureKind.Malformed, // A redirect, or something that is no HTTP status at all.
    };

    private static int StatusOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("invalid_request_error"u8) ? 400
        : type.SequenceEqual("authentication_error"u8) ? 401
        : type.SequenceEqual("billing_error"u8) ? 402
        : type.SequenceEqual("permission_error"u8) ? 403
        : type.SequenceEqual("not_found_error"u8) ? 404
        : type.SequenceEqual("conflict_error"u8) ? 409
        : type.SequenceEqual("request_too_large"u8) ? 413
        : type.SequenceEqual("rate_limit_error"u8) ? 429
        : type.SequenceEqual("timeout_error"u8) ? 504
        : type.SequenceEqual("overloaded_error"u8) ? 529
        : 500;

    private static bool NamesModel(scoped in ErrorBody error) =>
        error.Code is "DeploymentNotFound" or "model_not_found"
        || (error.Message is { } message && message.Contains("model", StringComparison.OrdinalIgnoreCase));

    private static bool IsSpent(string? message) => message is not null && Spent().IsMatch(message);

    // Which of the two limits it was, where the provider says so: OpenAI's clients know these words as the error's type.
    private static string? LimitOf(string? message) =>
        message is null ? null
        : message.Contains("tokens per minute", StringComparison.OrdinalIgnoreCase) ? "tokens"
        : message.Contains("requests per minute", StringComparison.OrdinalIgnoreCase) ? "requests"
        : null;

    [GeneratedRegex("prompt is too long|exceed context limit|input length and .max_tokens. exceed", RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();

    [GeneratedRegex("reached your specified API usage limits|credit balance is too low|spend(ing)?[ _-](limit|cap)", RegexOptions.IgnoreCase)]
    private static partial Regex Spent();
}
