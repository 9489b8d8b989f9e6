using System.Buffers;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>What backends, APIs, aliases, products and subscriptions may be called. Names stand in paths, metrics and log lines.</summary>
public static class Names
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-");

    private static readonly SearchValues<char> AliasCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/:");

    /// <summary>What is wrong with the name of a backend, an API, a product or a subscription; null when nothing is.</summary>
    public static string? IdProblem(string name) => Problem(name, IdCharacters, "letters, digits, '.', '_' and '-'");

    /// <summary>What is wrong with the name of an alias; null when nothing is.</summary>
    public static string? AliasProblem(string name) => Problem(name, AliasCharacters, "letters, digits, '.', '_', '-', '/' and ':'");

    private static string? Problem(string name, SearchValues<char> allowed, string words)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is 0 or > MaxLength || name.AsSpan().ContainsAnyExcept(allowed)
            ? $"cannot be a name. Use 1 to {MaxLength} characters: {words}."
            // "." and ".." change the path that they stand in, and so does an empty part.
            : name.Split('/').Any(part => part is "" or "." or "..")
                ? "cannot be a name: between slashes there must be more than nothing, '.' or '..'. Choose another."
                : null;
    }
}
