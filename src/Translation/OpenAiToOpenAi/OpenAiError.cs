using System.Buffers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>Reads the errors of backends that speak OpenAI's format: what the client may know of them, and what follows from them.</summary>
public static class OpenAiError
{
    private const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]");

    /// <summary>An answer with an error status.</summary>
    /// <param name="retryAfter">The header <c>retry-after</c>; likewise <paramref name="retryAfterMs"/> and <paramref name="shouldRetry"/> (<c>x-should-retry</c>).</param>
    /// <param name="body">Whatever came: it may be HTML, cut off, or empty.</param>
    public static ProviderFailure Read(
        int status, string? retryAfter, string? retryAfterMs, string? shouldRetry, DateTimeOffset now, ReadOnlySpan<byte> body) =>
        Failure(status, ErrorBody.Read(body)) with
        {
            ProviderStatus = status,
            RetryAfter = RetryAfter.Read(retryAfter, retryAfterMs, now),
            ShouldRetry = bool.TryParse(shouldRetry, out var should) ? should : null,
        };

    /// <summary>An error inside a stream or inside a 200: the event, or its <c>error</c> alone. A status is known only if the error names it.</summary>
    public static ProviderFailure FromEvent(ReadOnlySpan<byte> errorObjectOrEvent)
    {
        var error = ErrorBody.Read(errorObjectOrEvent);
        return Failure(error.Status, error) with { ProviderStatus = error.Status };
    }

    /// <summary>A body that came with a status of success in place of a stream.</summary>
    internal static ProviderFailure InPlaceOfStream(ReadOnlySpan<byte> body) => !HasObject(body) || ErrorBody.Read(body) is { Message: null, Code: null }
        ? FailureText.Failure(FailureKind.Malformed)
        : FromEvent(body);

    // A list of texts, or one text, is no error of anybody's.
    private static bool HasObject(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n["u8) is [(byte)'{', ..];

    private static ProviderFailure Failure(int? status, in ErrorBody error)
    {
        var kind = ErrorWords.KindOf(status, error);
        var failure = FailureText.Failure(kind) with { RawMessage = error.Message };
        if (!MayQuote(kind, status))
        {
            return failure;
        }

        var keepsCode = kind is FailureKind.Rejected or FailureKind.TooLarge; // Elsewhere the table's code is the one that clients know.
        return failure with
        {
            Message = string.IsNullOrWhiteSpace(error.Message) ? failure.Message : MessageMask.Clean(error.Message),
            Param = Plain(error.Param),
            Type = keepsCode ? Plain(error.Type) : null,
            Code = keepsCode && error.Status is null ? Plain(error.Code) : null,
        };
    }

    /// <summary>Only what is about the request itself is told in the provider's words.</summary>
    private static bool MayQuote(FailureKind kind, int? status) =>
        status is null or 400 or 404 or 413 or 422
        && kind is FailureKind.Rejected or FailureKind.ContextLength or FailureKind.ContentFilter or FailureKind.TooLarge or FailureKind.ModelNotFound
            or FailureKind.NotFound;

    /// <summary>A name as OpenAI has them; anything else could carry what must not be shown.</summary>
    private static string? Plain(string? name) =>
        name is { Length: > 0 and <= LongestName } && !name.AsSpan().ContainsAnyExcept(NameCharacters) && !char.IsAsciiDigit(name[0])
        && MessageMask.Clean(name) == name
            ? name
            : null;
}
