using System.Text.RegularExpressions;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>The headers that the relay adds to an answer.</summary>
internal static partial class ReplyHeaders
{
    public static IReadOnlyList<KeyValuePair<string, string>> For(bool stream, string? providerRequestId, string? loss)
    {
        var headers = new List<KeyValuePair<string, string>>(4);
        if (stream)
        {
            headers.Add(new("cache-control", "no-cache"));
            // nginx and its relatives would otherwise collect a stream before they pass it on.
            headers.Add(new("x-accel-buffering", "no"));
        }

        if (providerRequestId is not null && PlainId().IsMatch(providerRequestId))
        {
            headers.Add(new("x-gateway-upstream-request-id", providerRequestId));
        }

        if (loss is not null)
        {
            headers.Add(new("x-gateway-translation", loss));
        }

        return headers;
    }

    // A provider's header is input like any other.
    [GeneratedRegex("^[A-Za-z0-9._:-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();
}
