using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.FakeProvider.Behaviours;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>Subscriptions with limits of their own, each for one test: a limit remembers.</summary>
public sealed class LimitsFixture : GatewayFixture
{
    /// <summary>What each subscription may spend. Its key is made of its name.</summary>
    private static readonly Dictionary<string, object[]> Limits = new()
    {
        ["free"] = [],
        ["looked-at"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly", requestsPerMinute = 10, counterKey = "subscription+header:x-team" }, new { maxConcurrent = 3 }, new { spendLimit = 2.5, spendLimitPeriod = "Daily", counterKey = "alias" }],
        ["one"] = [],
        ["two"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }],
        ["requests"] = [new { requestsPerMinute = 2, retryAfterHeaderName = "x-wait" }],
        ["rate"] = [new { tokensPerMinute = 60, remainingTokensHeaderName = "tokens-left", tokensConsumedHeaderName = "tokens-used" }],
        ["quota"] = [new { tokenQuota = 60, tokenQuotaPeriod = "Yearly" }],
        ["sdk-rate"] = [new { requestsPerMinute = 1 }],
        ["sdk-quota"] = [new { tokenQuota = 40, tokenQuotaPeriod = "Monthly" }],
        ["resets"] = [new { tokensPerMinute = 1_000 }],
        ["overdrawn"] = [new { tokensPerMinute = 1_000 }],
        ["absurd"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }],
        ["small"] = [new { tokensPerMinute = 20 }],
        ["small-unestimated"] = [new { tokensPerMinute = 20, estimatePromptTokens = false }],
        ["headers"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly", remainingQuotaTokensHeaderName = "quota-left", tokensConsumedHeaderName = "quota-used" }, new { tokensPerMinute = 1_000_000 }],
        ["stream"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly", tokensConsumedHeaderName = "quota-used" }],
        ["leaver"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }],
        ["broken"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }],
        ["failing"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }],
        ["one-at-a-time"] = [new { maxConcurrent = 1 }],
        ["all-three"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }, new { requestsPerMinute = 1, tokensPerMinute = 50_000 }],
        ["both"] = [new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" }, new { requestsPerMinute = 1 }],
        ["by-header"] = [new { requestsPerMinute = 1, counterKey = "subscription+header:x-team" }],
        ["by-alias"] = [new { requestsPerMinute = 1, counterKey = "alias" }],
        ["by-address"] = [new { requestsPerMinute = 1, counterKey = "ip" }],
    };

    internal Task<HttpResponseMessage> SayAsync(string subscription, string text, CancellationToken cancellation, string alias = "gpt", bool stream = false, string? team = null)
    {
        var request = ChatCalls.Request(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });
        request.Headers.Authorization = new("Bearer", Key(subscription));
        if (team is not null)
        {
            request.Headers.Add("x-team", team);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The tokens that the provider says a whole answer took.</summary>
    internal async Task<(HttpResponseMessage Response, long Used)> SpendAsync(string subscription, string text, CancellationToken cancellation, string alias = "gpt")
    {
        var response = await SayAsync(subscription, text, cancellation, alias);
        var json = await response.JsonAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return (response, json.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    /// <summary>An answer that says this of its tokens.</summary>
    internal static Behaviour Used(long prompt, long completion) => Faults.Body(200, "application/json", $$"""
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":{{prompt}},"completion_tokens":{{completion}},"total_tokens":{{unchecked(prompt + completion)}} } }
        """);

    internal static string Key(string subscription) => $"key-of-{subscription}-0123";

    internal static long Number(HttpResponseMessage response, string header) =>
        long.Parse(Assert.Single(response.Headers.GetValues(header)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Until every call is over, and settled with it.</summary>
    internal Task SettledAsync(CancellationToken cancellation) =>
        Eventually.TrueAsync(() => Gateway.Services.GetRequiredService<ICallsInFlight>().List().Count == 0, cancellation);

    private static object Limited(string counterKey) => new { targets = new[] { new { backend = "openai" } }, limits = new[] { new { requestsPerMinute = 1, counterKey } } };

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object> { ["openai"] = Documents.OpenAi(providerUrl), ["anthropic"] = Documents.Anthropic(providerUrl) },
        apis = new
        {
            llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai"), claude = Documents.Targets("anthropic"), odd = Documents.Targets("openai"), capped = Limited("subscription"), shared = Limited("alias") } },
            narrow = new { path = "/narrow/v1", aliases = new { gpt = Documents.Targets("openai") }, limits = new[] { new { requestsPerMinute = 1, counterKey = "product" } } },
        },
        products = new Dictionary<string, object>
        {
            ["all"] = new { apis = new { llm = new[] { "*" }, narrow = new[] { "*" } } },
            ["apart"] = new { apis = new { narrow = new[] { "*" } } },
            ["limited"] = new { apis = new { llm = new[] { "*" } }, limits = new[] { new { requestsPerMinute = 1, counterKey = "product" } } },
        },
        subscriptions = Limits
            .ToDictionary(entry => entry.Key, object (entry) => new { product = "all", keys = new[] { Key(entry.Key) }, limits = entry.Value })
            .Append(new("first-of-product", new { product = "limited", keys = new[] { Key("first-of-product") } }))
            .Append(new("of-another-product", new { product = "apart", keys = new[] { Key("of-another-product") } }))
            .Append(new("second-of-product", new { product = "limited", keys = new[] { Key("second-of-product") } }))
            .ToDictionary(),
    });
}
