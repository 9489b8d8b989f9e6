using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Caching;

/// <summary>Products with a cache, and one without.</summary>
public sealed class CacheFixture : GatewayFixture
{
    public static string Key(string subscription) => $"key-of-{subscription}-0123";

    internal async Task<HttpResponseMessage> ChatAsync(string subscription, object body, string? cacheControl = null)
    {
        var request = ChatCalls.Request(body);
        request.Headers.Authorization = new("Bearer", Key(subscription));
        if (cacheControl is not null)
        {
            request.Headers.TryAddWithoutValidation("cache-control", cacheControl);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
    }

    internal Task<HttpResponseMessage> SayAsync(string subscription, string text, bool stream = false, string alias = "gpt", string? cacheControl = null) =>
        ChatAsync(subscription, new { model = alias, stream, messages = new[] { new { role = "user", content = text } } }, cacheControl);

    internal static string? WordOf(HttpResponseMessage response) => response.Headers.TryGetValues("x-gateway-cache", out var values) ? values.Single() : null;

    /// <summary>How often the provider was asked this.</summary>
    internal int Asked(string text) => Provider.Requests.Count(request => request.Holds(text));

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object> { ["openai"] = Documents.OpenAi(providerUrl), ["other"] = Documents.OpenAi(providerUrl, "gpt-4o-other"), ["anthropic"] = Documents.Anthropic(providerUrl) },
        apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai"), claude = Documents.Targets("anthropic"), moved = Documents.Targets("openai") } } },
        products = new Dictionary<string, object>
        {
            ["cached"] = new { apis = new { llm = new[] { "*" } }, cache = new { ttl = "01:00:00" } },
            ["brief"] = new { apis = new { llm = new[] { "*" } }, cache = new { ttl = "00:00:00.3" } },
            ["flight"] = new { apis = new { llm = new[] { "*" } }, cache = new { ttl = "01:00:00", singleFlight = true } },
            ["small"] = new { apis = new { llm = new[] { "*" } }, cache = new { ttl = "01:00:00", maxBytes = 65_536 } },
            ["plain"] = new { apis = new { llm = new[] { "*" } } },
        },
        subscriptions = new Dictionary<string, object>
        {
            ["one"] = new { product = "cached", keys = new[] { Key("one") } },
            ["two"] = new { product = "cached", keys = new[] { Key("two") } },
            ["limited"] = new { product = "cached", keys = new[] { Key("limited") }, limits = new object[] { new { requestsPerMinute = 1_000 }, new { tokenQuota = 1_000_000, tokenQuotaPeriod = "Yearly" } } },
            ["brief"] = new { product = "brief", keys = new[] { Key("brief") } },
            ["flight"] = new { product = "flight", keys = new[] { Key("flight") } },
            ["small"] = new { product = "small", keys = new[] { Key("small") } },
            ["plain"] = new { product = "plain", keys = new[] { Key("plain") } },
        },
    });
}
