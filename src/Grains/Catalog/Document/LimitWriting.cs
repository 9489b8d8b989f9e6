using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Writes <c>limits</c>. What has its default is left out.</summary>
internal static class LimitWriting
{
    public static void WriteLimits(this Utf8JsonWriter json, IReadOnlyList<LimitDefinition> limits)
    {
        if (limits.Count == 0)
        {
            return;
        }

        json.WriteStartArray("limits");
        foreach (var limit in limits)
        {
            Write(json, limit);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LimitDefinition limit)
    {
        var defaults = new LimitDefinition();
        json.WriteStartObject();
        json.WriteAmount("tokensPerMinute", limit.TokensPerMinute);
        json.WriteAmount("tokenQuota", limit.TokenQuota);
        json.WriteText("tokenQuotaPeriod", limit.TokenQuotaPeriod);
        json.WriteMoney("spendLimit", limit.SpendLimit);
        json.WriteText("spendLimitPeriod", limit.SpendLimitPeriod);
        json.WriteAmount("requestsPerMinute", limit.RequestsPerMinute);
        json.WriteAmount("maxConcurrent", limit.MaxConcurrent);
        json.WriteWord("counterKey", limit.CounterKey is LimitDefinition.BackendCounter ? defaults.CounterKey : limit.CounterKey, defaults.CounterKey);
        json.WriteFlag("estimatePromptTokens", limit.EstimatePromptTokens, defaults.EstimatePromptTokens);
        json.WriteWord("onUnavailable", limit.OnUnavailable, defaults.OnUnavailable);
        json.WriteText("retryAfterHeaderName", limit.Headers.RetryAfter);
        json.WriteText("remainingQuotaTokensHeaderName", limit.Headers.RemainingQuotaTokens);
        json.WriteText("remainingTokensHeaderName", limit.Headers.RemainingTokens);
        json.WriteText("tokensConsumedHeaderName", limit.Headers.TokensConsumed);
        json.WriteEndObject();
    }

    private static void WriteAmount(this Utf8JsonWriter json, string property, long? amount)
    {
        if (amount is { } number)
        {
            json.WriteNumber(property, number);
        }
    }
}
