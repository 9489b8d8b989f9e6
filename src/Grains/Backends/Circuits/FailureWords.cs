using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>The kinds of failure in the words of the document and of the admin API.</summary>
internal static class FailureWords
{
    public static WordTable<FailureKind> Table { get; } = new(
        ("timeout", FailureKind.TimedOut),
        ("unreachable", FailureKind.Unreachable),
        ("truncated", FailureKind.Truncated),
        ("malformed", FailureKind.Malformed),
        ("spliced", FailureKind.Spliced),
        ("serverError", FailureKind.ServerError),
        ("overloaded", FailureKind.Overloaded),
        ("rateLimited", FailureKind.RateLimited),
        ("outOfCredit", FailureKind.OutOfCredit),
        ("unauthorized", FailureKind.Unauthorized),
        ("forbidden", FailureKind.Forbidden),
        ("notFound", FailureKind.NotFound),
        ("modelNotFound", FailureKind.ModelNotFound),
        ("conflict", FailureKind.Conflict),
        ("rejected", FailureKind.Rejected),
        ("contextLength", FailureKind.ContextLength),
        ("tooLarge", FailureKind.TooLarge),
        ("contentFilter", FailureKind.ContentFilter));

    private static readonly string[] ByKind = [.. Enum.GetValues<FailureKind>().Select(kind => Table.Words.Single(word => Table[word] == kind))];

    public static string Of(FailureKind kind) => ByKind[(int)kind];
}
