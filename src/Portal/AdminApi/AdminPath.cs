namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>Paths of the admin API out of names that may hold anything.</summary>
internal static class AdminPath
{
    public static string Of(params ReadOnlySpan<string> segments) => string.Join('/', segments.ToArray().Select(Uri.EscapeDataString));

    /// <summary>Whether no part of it leads elsewhere: "." and ".." are no names, and a URL would take them for steps.</summary>
    public static bool IsWhole(string path) => !path.Split('?')[0].Split('/').Any(part => part is "." or "..");

    /// <summary>A page of a list.</summary>
    public static string List(string path, string? filter, string? after, int limit = 50) =>
        $"{path}?limit={limit}{(string.IsNullOrEmpty(filter) ? "" : $"&q={Uri.EscapeDataString(filter)}")}{(string.IsNullOrEmpty(after) ? "" : $"&after={Uri.EscapeDataString(after)}")}";
}
