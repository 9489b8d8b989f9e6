using System.Net;
using System.Text.RegularExpressions;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>The headers that the relay adds to an answer.</summary>
/// <param name="providerRequestId">As the provider sent it: input like any other.</param>
/// <param name="loss">What the translation could not carry over.</param>
internal readonly partial struct ReplyHeaders(string? providerRequestId, string? loss)
{
    /// <summary>With those that are added on the way out, where nobody has named more: the list is handed on, and need not grow.</summary>
    private const int Most = 12;

    public const string ProviderRequest = "x-gateway-upstream-request-id";

    /// <summary>The provider's id of the call; null where it sent none, or one that is more than an id.</summary>
    public string? ProviderRequestId => providerRequestId is not null && PlainId().IsMatch(providerRequestId) ? providerRequestId : null;

    /// <summary>The head of a stream whose client waited too long for a better one: nothing is known yet of who will answer.</summary>
    public static ReplyHead BeforeAnswer => default(ReplyHeaders).ForStream();

    public ReplyHead ForWhole(int length, long tokens) => new((int)HttpStatusCode.OK, ReplyHead.Json, length)
    {
        Headers = List(isStream: false),
        Tokens = tokens > 0 ? tokens : null,
    };

    public ReplyHead ForStream() => new((int)HttpStatusCode.OK, ReplyHead.EventStream) { Headers = List(isStream: true) };

    private List<KeyValuePair<string, string>> List(bool isStream)
    {
        var headers = new List<KeyValuePair<string, string>>(Most);
        if (isStream)
        {
            headers.Add(new("cache-control", "no-cache"));

            // nginx and its relatives would otherwise collect a stream before they pass it on.
            headers.Add(new("x-accel-buffering", "no"));
        }

        if (ProviderRequestId is { } id)
        {
            headers.Add(new(ProviderRequest, id));
        }

        if (loss is not null)
        {
            headers.Add(new("x-gateway-translation", loss));
        }

        return headers;
    }

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();
}
