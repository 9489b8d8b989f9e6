using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>
/// Which API serves a path: the one whose own path it starts with; else the default API, under the paths that the OpenAI and Azure OpenAI SDKs
/// build for themselves.
/// </summary>
public static class ApiRoutes
{
    private const string Deployments = "/openai/deployments/";
    private const string ChatCompletions = "/chat/completions";
    private static readonly string[] Shared = ["/openai/v1", "/v1"];

    /// <summary>Every path of the catalog, in order; last the shared one, where there is a default API.</summary>
    public static IReadOnlyList<string> Paths(CatalogView catalog) =>
        [.. catalog.ByPath.Select(api => api.Path).Order(StringComparer.Ordinal), .. catalog.Default is null ? Array.Empty<string>() : [Shared[^1]]];

    public static ApiRoute? Find(CatalogView catalog, string path)
    {
        for (var i = 0; i < catalog.ByPath.Count; i++)
        {
            var api = catalog.ByPath[i];
            if (TryRest(path, api.Path, out var rest))
            {
                return new ApiRoute(api.Name, rest);
            }
        }

        if (catalog.Default is not { } shared)
        {
            return null;
        }

        foreach (var prefix in Shared)
        {
            if (TryRest(path, prefix, out var rest))
            {
                return new ApiRoute(shared.Name, rest);
            }
        }

        // An alias may hold slashes, so its end is what the SDK appends.
        return path.Length > Deployments.Length + ChatCompletions.Length
            && path.StartsWith(Deployments, StringComparison.OrdinalIgnoreCase)
            && path.EndsWith(ChatCompletions, StringComparison.OrdinalIgnoreCase)
            ? new ApiRoute(shared.Name, ChatCompletions, path[Deployments.Length..^ChatCompletions.Length])
            : null;
    }

    private static bool TryRest(string path, string prefix, out string rest)
    {
        rest = "";
        if (!path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // What nearly all ask for is there already.
        rest = path.AsSpan(prefix.Length).SequenceEqual(ChatCompletions) ? ChatCompletions : path[prefix.Length..];
        return rest.Length == 0 || rest[0] == '/';
    }
}
