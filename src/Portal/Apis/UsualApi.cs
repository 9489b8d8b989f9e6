using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Apis;

/// <summary>Which API is meant where nobody has chosen one.</summary>
internal static class UsualApi
{
    /// <summary>The one marked <c>default</c>, else the first; null when there is none.</summary>
    public static string? Of(IEnumerable<JsonNode?> apis) =>
        (string?)(apis.FirstOrDefault(api => (bool?)api!["definition"]?["default"] is true) ?? apis.FirstOrDefault())?["name"];
}
