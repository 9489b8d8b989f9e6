using System.Net;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>One call of the admin API.</summary>
/// <param name="Path">Below <c>/admin/v1/</c>, escaped: see <see cref="AdminPath"/>.</param>
internal sealed record AdminRequest(HttpMethod Method, string Path)
{
    public JsonNode? Body { get; init; }

    /// <summary>A document as somebody wrote it, in place of <see cref="Body"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The ETag of what the change was made to.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Only if nothing is there.</summary>
    public bool IsNew { get; init; }

    /// <summary>Where the person at the browser is; null when that is not known.</summary>
    public IPAddress? From { get; init; }

    /// <summary>A page that refreshes itself: no sign that somebody is there.</summary>
    public bool IsBackground { get; init; }
}
