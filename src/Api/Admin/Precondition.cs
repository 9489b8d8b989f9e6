using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Orleans.Gateway.Api.Admin;

/// <summary>What a write says about the version that it has seen.</summary>
/// <param name="Version">From <c>If-Match</c>; null when there is none, or it cannot be one of ours.</param>
/// <param name="HasMatch">Whether there is an <c>If-Match</c>.</param>
/// <param name="CreateOnly"><c>If-None-Match: *</c>.</param>
internal readonly record struct Precondition(long? Version, bool HasMatch, bool CreateOnly)
{
    public static Precondition Of(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        var match = headers.IfMatch.FirstOrDefault();
        return new(
            match is { IsWeak: false } && long.TryParse(match.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
            match is not null,
            headers.IfNoneMatch.Any(tag => tag == EntityTagHeaderValue.Any));
    }

    public static string ETag(long version) => $"\"{version}\"";
}
