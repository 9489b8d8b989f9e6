using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orleans.Gateway.Portal.Limits;

/// <summary>One entry of <c>limits</c> as the editor shows it. Numbers are texts, since an empty one means that there is no such limit.</summary>
public sealed class LimitForm
{
    public static IReadOnlyList<string> Periods { get; } = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

    public static IReadOnlyList<string> Keys { get; } = ["subscription", "product", "alias", "ip"];

    private static readonly (string Property, Func<LimitForm, string> Value)[] Names =
    [
        ("retryAfterHeaderName", form => form.RetryAfterHeader), ("remainingQuotaTokensHeaderName", form => form.RemainingQuotaHeader),
        ("remainingTokensHeaderName", form => form.RemainingTokensHeader), ("tokensConsumedHeaderName", form => form.ConsumedHeader),
    ];

    // What has no field goes with the drafts too.
    [JsonInclude]
    private JsonObject _rest = [];

    public string TokensPerMinute { get; set; } = "";

    public string TokenQuota { get; set; } = "";

    public string Period { get; set; } = "Monthly";

    /// <summary>Units of a currency, with up to six decimals.</summary>
    public string SpendLimit { get; set; } = "";

    public string SpendPeriod { get; set; } = "Monthly";

    public string RequestsPerMinute { get; set; } = "";

    public string MaxConcurrent { get; set; } = "";

    public string CounterKey { get; set; } = "subscription";

    public bool EstimatePromptTokens { get; set; } = true;

    /// <summary>What happens while the owner of the counter is out of reach: <c>spend</c> or <c>refuse</c>.</summary>
    public string OnUnavailable { get; set; } = "spend";

    public string RetryAfterHeader { get; set; } = "";

    public string RemainingQuotaHeader { get; set; } = "";

    public string RemainingTokensHeader { get; set; } = "";

    public string ConsumedHeader { get; set; } = "";

    public static IReadOnlyList<LimitForm> Read(JsonNode? definition) => [.. ((definition?["limits"] as JsonArray) ?? []).Select(limit => Of(limit!.AsObject()))];

    /// <summary>The mistakes that can be seen here; the admin API finds the others.</summary>
    [JsonIgnore]
    public string? Mistake => new[] { TokensPerMinute, TokenQuota, RequestsPerMinute, MaxConcurrent }.FirstOrDefault(text => text.Trim().Length > 0 && Number(text) is null) is { } wrong
        ? $"'{wrong}' is no whole number above 0."
        : SpendLimit.Trim().Length > 0 && Money(SpendLimit) is null ? $"'{SpendLimit}' is no amount. Write it with a point, such as 12.50, without a currency."
        : new[] { TokensPerMinute, TokenQuota, SpendLimit, RequestsPerMinute, MaxConcurrent }.All(text => text.Trim().Length == 0) ? "Give at least one limit a number, or remove the entry." : null;

    public JsonObject ToJson()
    {
        var limit = _rest.DeepClone().AsObject();
        foreach (var (property, text) in ((string, string)[])[("tokensPerMinute", TokensPerMinute), ("tokenQuota", TokenQuota), ("requestsPerMinute", RequestsPerMinute), ("maxConcurrent", MaxConcurrent)])
        {
            if (Number(text) is { } number)
            {
                limit[property] = number;
            }
        }

        if (limit["tokenQuota"] is not null)
        {
            limit["tokenQuotaPeriod"] = Period;
        }

        if (Money(SpendLimit) is { } money)
        {
            (limit["spendLimit"], limit["spendLimitPeriod"]) = (money, SpendPeriod);
        }

        foreach (var (property, value) in Names)
        {
            if (value(this).Trim() is { Length: > 0 } header)
            {
                limit[property] = header;
            }
        }

        if (OnUnavailable is not "spend")
        {
            limit["onUnavailable"] = OnUnavailable;
        }

        limit["counterKey"] = CounterKey;
        if (!EstimatePromptTokens)
        {
            limit["estimatePromptTokens"] = false;
        }

        return limit;
    }

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static decimal? Money(string? text) => decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 ? amount : null;

    private static LimitForm Of(JsonObject limit)
    {
        var rest = limit.DeepClone().AsObject();
        foreach (var shown in (string[])["tokensPerMinute", "tokenQuota", "tokenQuotaPeriod", "spendLimit", "spendLimitPeriod", "requestsPerMinute", "maxConcurrent", "counterKey", "estimatePromptTokens", "onUnavailable", .. Names.Select(name => name.Property)])
        {
            rest.Remove(shown);
        }

        return new LimitForm
        {
            _rest = rest,
            TokensPerMinute = $"{limit["tokensPerMinute"]}",
            TokenQuota = $"{limit["tokenQuota"]}",
            Period = (string?)limit["tokenQuotaPeriod"] ?? "Monthly",
            SpendLimit = $"{limit["spendLimit"]}",
            SpendPeriod = (string?)limit["spendLimitPeriod"] ?? "Monthly",
            RequestsPerMinute = $"{limit["requestsPerMinute"]}",
            MaxConcurrent = $"{limit["maxConcurrent"]}",
            CounterKey = (string?)limit["counterKey"] ?? "subscription",
            EstimatePromptTokens = (bool?)limit["estimatePromptTokens"] ?? true,
            OnUnavailable = (string?)limit["onUnavailable"] ?? "spend",
            RetryAfterHeader = $"{limit["retryAfterHeaderName"]}",
            RemainingQuotaHeader = $"{limit["remainingQuotaTokensHeaderName"]}",
            RemainingTokensHeader = $"{limit["remainingTokensHeaderName"]}",
            ConsumedHeader = $"{limit["tokensConsumedHeaderName"]}",
        };
    }
}
