using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>limits</c> of APIs, aliases, products and subscriptions, and those of backends.</summary>
internal static class LimitSection
{
    private const int MostLimits = 20;
    private const long MostTokensPerMinute = 1_000_000_000_000;
    private const long MostTokens = 1_000_000_000_000_000;
    private const long MostRequests = 1_000_000_000;
    private const int MostConcurrent = 1_000_000;
    private const decimal LeastMoney = 0.000001m;
    private const decimal MostMoney = 1_000_000_000m;

    private static readonly FrozenSet<string> Taken = new[]
    {
        "cache-control", "content-encoding", "content-length", "content-type", "date", "openai-processing-ms", "retry-after-ms", "server", "set-cookie",
        "www-authenticate", "x-accel-buffering", "x-request-id", "x-should-retry", "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens",
        "x-gateway-attempts", "x-gateway-cache", "x-gateway-backend", "x-gateway-epoch", "x-gateway-translation", "x-gateway-upstream-request-id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<LimitDefinition> Read(Node? node) => node is null ? Array.Empty<LimitDefinition>() : Read(node, Limit);

    /// <summary>Without what is about callers: all calls count together, and clients are told of their own limits only.</summary>
    public static IReadOnlyList<LimitDefinition> OfBackend(Node? node) => node is null ? Array.Empty<LimitDefinition>() : Read(node, BackendLimit);

    private static List<LimitDefinition> Read(Node node, Func<Node, LimitDefinition?> read)
    {
        if (node.Items() is not { } items)
        {
            return [];
        }

        if (items.Count > MostLimits)
        {
            node.Refuse($"has {items.Count} entries. Use at most {MostLimits}.");
        }

        var limits = new List<LimitDefinition>();
        foreach (var item in items.Take(MostLimits))
        {
            if (read(item) is { } limit)
            {
                RefuseTwice(item, limit, limits);
                limits.Add(limit);
            }
        }

        return limits;
    }

    private static LimitDefinition? Limit(Node node)
    {
        if (node.Section(Shape.Limit) is not { } section)
        {
            return null;
        }

        var concurrent = section["maxConcurrent"];
        var limit = Amounts(node, section, "tokensPerMinute, tokenQuota, spendLimit, requestsPerMinute and maxConcurrent", concurrent);
        RefuseWithout(section, section["tokenQuota"], "tokenQuota", "remainingQuotaTokensHeaderName");
        RefuseWithout(section, section["tokensPerMinute"], "tokensPerMinute", "remainingTokensHeaderName");
        RefuseWithout(section, section["tokensPerMinute"] ?? section["tokenQuota"], "tokensPerMinute or tokenQuota", "tokensConsumedHeaderName");
        return limit with
        {
            MaxConcurrent = concurrent?.Number(1, MostConcurrent),
            CounterKey = Key(section["counterKey"]) ?? limit.CounterKey,
            Headers = new LimitHeaders
            {
                RetryAfter = Header(section["retryAfterHeaderName"]),
                RemainingQuotaTokens = Header(section["remainingQuotaTokensHeaderName"]),
                RemainingTokens = Header(section["remainingTokensHeaderName"]),
                TokensConsumed = Header(section["tokensConsumedHeaderName"]),
            },
        };
    }

    private static LimitDefinition? BackendLimit(Node node) => node.Section(Shape.BackendLimit) is { } section
        ? Amounts(node, section, "tokensPerMinute, tokenQuota, spendLimit and requestsPerMinute", null) with { CounterKey = LimitDefinition.BackendCounter }
        : null;

    /// <param name="known">What can be limited, for the mistake.</param>
    /// <param name="other">An amount that is read elsewhere; null where there is none.</param>
    private static LimitDefinition Amounts(Node node, Section section, string known, Node? other)
    {
        var defaults = new LimitDefinition();
        var (rate, quota, requests, spend) = (section["tokensPerMinute"], section["tokenQuota"], section["requestsPerMinute"], section["spendLimit"]);
        if ((rate ?? quota ?? requests ?? spend ?? other) is null)
        {
            node.Refuse($"limits nothing. Add at least one of {known}.");
        }

        if (quota is not null)
        {
            section.Required("tokenQuotaPeriod", "one of: " + string.Join(", ", LimitWords.Periods.Words));
        }

        if (spend is not null)
        {
            section.Required("spendLimitPeriod", "one of: " + string.Join(", ", LimitWords.Periods.Words));
        }

        RefuseWithout(section, spend, "spendLimit", "spendLimitPeriod");
        RefuseWithout(section, quota, "tokenQuota", "tokenQuotaPeriod");
        RefuseWithout(section, rate ?? quota ?? spend, "tokensPerMinute, tokenQuota or spendLimit", "estimatePromptTokens");
        return new LimitDefinition
        {
            TokensPerMinute = rate?.LongNumber(1, MostTokensPerMinute),
            TokenQuota = quota?.LongNumber(1, MostTokens),
            TokenQuotaPeriod = quota is null ? null : section["tokenQuotaPeriod"]?.Word(LimitWords.Periods),
            SpendLimit = spend?.Amount(LeastMoney, MostMoney),
            SpendLimitPeriod = spend is null ? null : section["spendLimitPeriod"]?.Word(LimitWords.Periods),
            RequestsPerMinute = requests?.LongNumber(1, MostRequests),
            EstimatePromptTokens = section["estimatePromptTokens"]?.Flag() ?? defaults.EstimatePromptTokens,
            OnUnavailable = section["onUnavailable"]?.Word(LimitWords.Unavailable) ?? defaults.OnUnavailable,
        };
    }

    // Nothing is accepted and ignored.
    private static void RefuseWithout(Section section, Node? other, string name, params string[] properties)
    {
        if (other is null)
        {
            foreach (var property in properties)
            {
                section[property]?.Refuse($"has no effect without {name}. Add that, or remove the property.");
            }
        }
    }

    /// <summary>Two amounts for one counter would be one too many: the smaller one always decides.</summary>
    private static void RefuseTwice(Node node, LimitDefinition limit, List<LimitDefinition> others)
    {
        foreach (var other in others.Where(other => other.CounterKey == limit.CounterKey))
        {
            var twice = (limit.TokensPerMinute is not null && other.TokensPerMinute is not null) ? "tokensPerMinute"
                : (limit.TokenQuotaPeriod is not null && other.TokenQuotaPeriod == limit.TokenQuotaPeriod) ? "tokenQuota"
                : (limit.SpendLimitPeriod is not null && other.SpendLimitPeriod == limit.SpendLimitPeriod) ? "spendLimit"
                : (limit.RequestsPerMinute is not null && other.RequestsPerMinute is not null) ? "requestsPerMinute"
                : (limit.MaxConcurrent is not null && other.MaxConcurrent is not null) ? "maxConcurrent"
                : null;
            if (twice is not null)
            {
                node.Refuse(limit.CounterKey is LimitDefinition.BackendCounter
                    ? $"has {twice}, and so has another entry. Keep the smaller one."
                    : $"has the same counterKey as another entry, and {twice} is in both. Keep the smaller one.");
                return;
            }
        }
    }

    private static string? Key(Node? node)
    {
        if (node?.RawText() is not { } text)
        {
            return null;
        }

        if (CounterKey.Problem(text, HeaderProblem) is { } problem)
        {
            node.Refuse(problem);
            return null;
        }

        return text;
    }

    private static string? HeaderProblem(string name) => HeaderRules.IsName(name) ? null : $"{DocumentPath.Quote(name)} is not a header name. Use letters, digits and '-'.";

    private static string? Header(Node? node)
    {
        if (node?.RawText() is not { } name)
        {
            return null;
        }

        if (HeaderRules.NameProblem(name) is { } problem)
        {
            node.Refuse(problem);
        }
        else if (Taken.Contains(name))
        {
            node.Refuse($"the gateway sets the header {name} itself. Choose another name.");
        }

        return name;
    }
}
