using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>From the URL that an operator writes to the one that calls go to.</summary>
public static class BackendUrl
{
    /// <summary>
    /// Appends the format's path (<c>/chat/completions</c>; <c>/v1/messages</c>, or <c>/messages</c> after a base that ends in <c>/v1</c>)
    /// before the query, if the URL has one. A URL that already ends in that path is used as it is.
    /// </summary>
    /// <param name="format">One of <see cref="BackendFormats"/>, but <c>echo</c>, which has no URL.</param>
    /// <param name="url">Absolute. Slashes at the end of its path do not count.</param>
    public static Uri Resolve(string format, string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var (path, rest) = query < 0 ? (url, "") : (url[..query], url[query..]);
        path = path.TrimEnd('/');
        return new Uri(path + Missing(format, AfterHost(path)) + rest, UriKind.Absolute);
    }

    // A host may be called like the end of a path: https://v1, https://messages.
    private static string AfterHost(string url)
    {
        var host = url.IndexOf("//", StringComparison.Ordinal) + 2;
        var slash = url.IndexOf('/', host);
        return slash < 0 ? "" : url[slash..];
    }

    private static string Missing(string format, string path) => format switch
    {
        BackendFormats.OpenAi => EndsIn(path, "/chat/completions") ? "" : "/chat/completions",
        BackendFormats.Anthropic when EndsIn(path, "/messages") => "",
        BackendFormats.Anthropic => EndsIn(path, "/v1") ? "/messages" : "/v1/messages",
        _ => throw new ArgumentException($"The format '{format}' has no URL.", nameof(format)),
    };

    private static bool EndsIn(string path, string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
