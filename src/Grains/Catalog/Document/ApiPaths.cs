using System.Buffers;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Under which paths an API may be served.</summary>
internal static class ApiPaths
{
    private const int MaxLength = 200;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._~-");

    /// <summary>The first parts of paths that the gateway serves itself.</summary>
    private static readonly string[] Own = ["admin", "health", "metrics", "portal"];

    /// <summary>Where the default API is served beside its own path, so that no API can have one of these as its own.</summary>
    private static readonly string[] OfTheDefault = ["v1", "openai"];

    /// <summary>Null when nothing is wrong with the path by itself.</summary>
    public static string? Problem(string path)
    {
        if (!path.StartsWith('/') || path.EndsWith('/') || path.Length > MaxLength || path.AsSpan().ContainsAnyExcept(Characters)
            || path[1..].Split('/').Any(part => part is "" or "." or ".."))
        {
            return $"{DocumentPath.Quote(path)} cannot be the path of an API. Begin with a slash, end without one, and use letters, digits, '.', '_', '~' and '-' between slashes, for example \"/llm/v1\".";
        }

        var first = path[1..].Split('/')[0];
        return Own.Contains(first, StringComparer.OrdinalIgnoreCase) || first[0] is '_'
                ? $"/{first} belongs to the gateway itself. Choose another path, for example \"/llm/v1\"."
            : OfTheDefault.Contains(first, StringComparer.OrdinalIgnoreCase)
                ? $"/{first} is where the default API is served anyway. Set \"default\": true, and choose another path, for example \"/llm/v1\"."
            : null;
    }

    /// <summary>Whether one path is the other, or a part of it. Paths have no case.</summary>
    public static bool Overlap(string a, string b) =>
        $"{a}/".StartsWith($"{b}/", StringComparison.OrdinalIgnoreCase) || $"{b}/".StartsWith($"{a}/", StringComparison.OrdinalIgnoreCase);
}
