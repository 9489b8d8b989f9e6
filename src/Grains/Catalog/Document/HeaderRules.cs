using System.Buffers;
using System.Collections.Frozen;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Which headers an operator may set, and to what: nothing that frames the message or that the gateway sets itself.</summary>
internal static class HeaderRules
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Accept", "Accept-Encoding", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive",
        "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "traceparent",
        "tracestate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> OwnProperty = new Dictionary<string, string>
    {
        ["anthropic-version"] = "anthropicVersion",
        ["anthropic-beta"] = "betas",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsName(string name) => name.Length is > 0 and <= 64 && !name.AsSpan().ContainsAnyExcept(Token);

    /// <summary>Null when nothing is wrong.</summary>
    public static string? NameProblem(string name) =>
        !IsName(name) ? $"{DocumentPath.Quote(name)} is not a header name. Use letters, digits and '-'."
        : Reserved.Contains(name) ? $"the gateway sets the header {name} itself. Remove it."
        : OwnProperty.TryGetValue(name, out var property) ? $"the header {name} has a property of its own. Use {property}."
        : null;

    /// <summary>Null when nothing is wrong. Never holds the value.</summary>
    public static string? ValueProblem(string value) =>
        value.AsSpan().ContainsAnyExcept(ValueCharacters) ? "holds a character that no header may hold, such as a line break. Remove it."
        : value.AsSpan().Trim().Length < value.Length ? "begins or ends with a space. Remove it."
        : value.Length > 8_192 ? "is longer than 8,192 characters. Is this the right file?"
        : null;
}
