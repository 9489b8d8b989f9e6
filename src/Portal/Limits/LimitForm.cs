using System.Globalization;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Limits;

/// <summary>One entry of <c>limits</c> as the editor shows it. Numbers are texts, since an empty one means that there is no such limit.</summary>
public sealed class LimitForm
{
    public static IReadOnlyList<string> Periods { get; } = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

    public static IReadOnlyList<string> Keys { get; } = ["subscription", "product", "alias", "ip"];

    private JsonObject _rest = [];

    public string TokensPerMinute { get; set; } = "";

    public string TokenQuota { get; set; } = "";

    public string Period { get; set; } = "Monthly";

    public string RequestsPerMinute { get; set; } = "";

    public string MaxConcurrent { get; set; } = "";

    public string CounterKey { get; set; } = "subscription";

    public bool EstimatePromptTokens { get; set; } = true;

    public static IReadOnlyList<LimitForm> Read(JsonNode? definition) => [.. ((definition?["limits"] as JsonArray) ?? []).Select(limit => Of(limit!.AsObject()))];

    /// <summary>The mistakes that can be seen here; the admin API finds the others.</summary>
    public string? Mistake => new[] { TokensPerMinute, TokenQuota, RequestsPerMinute, MaxConcurrent }.FirstOrDefault(text => text.Trim().Length > 0 && Number(text) is null) is { } wrong
        ? $"'{wrong}' is no whole number above 0."
        : ToJson().Count <= 1 ? "Give at least one limit a number, or remove the entry." : null;

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

        limit["counterKey"] = CounterKey;
        if (!EstimatePromptTokens)
        {
            limit["estimatePromptTokens"] = false;
        }

        return limit;
    }

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static LimitForm Of(JsonObject limit)
    {
        var rest = limit.DeepClone().AsObject();
        foreach (var shown in (string[])["tokensPerMinute", "tokenQuota", "tokenQuotaPeriod", "requestsPerMinute", "maxConcurrent", "counterKey", "estimatePromptTokens"])
        {
            rest.Remove(shown);
        }

        return new LimitForm
        {
            _rest = rest,
            TokensPerMinute = $"{limit["tokensPerMinute"]}",
            TokenQuota = $"{limit["tokenQuota"]}",
            Period = (string?)limit["tokenQuotaPeriod"] ?? "Monthly",
            RequestsPerMinute = $"{limit["requestsPerMinute"]}",
            MaxConcurrent = $"{limit["maxConcurrent"]}",
            CounterKey = (string?)limit["counterKey"] ?? "subscription",
            EstimatePromptTokens = (bool?)limit["estimatePromptTokens"] ?? true,
        };
    }
}
