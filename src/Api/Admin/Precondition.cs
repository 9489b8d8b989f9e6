using Microsoft.Net.Http.Headers;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin;

/// <summary>Between the headers of a write and what it says about what it has seen.</summary>
internal static class Precondition
{
    public static WriteCondition Of(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        // A weak tag matches nothing: it does not say that nothing has changed.
        var match = headers.IfMatch.Select(tag => tag.IsWeak ? "" : tag.Tag.ToString().Trim('"')).ToList();
        return new(match.Count > 0 ? match : null, headers.IfNoneMatch.Any(tag => tag == EntityTagHeaderValue.Any));
    }

    public static string ETag(string tag) => $"\"{tag}\"";
}
