namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>What may be spent, and by whom together. Several limits apply at once, and all must pass.</summary>
[GenerateSerializer, Immutable, Alias("gateway.LimitDefinition")]
public sealed record LimitDefinition
{
    /// <summary>The counter of a backend's limit: one for all calls.</summary>
    public const string BackendCounter = "backend";

    /// <summary>Tokens a minute, prompt and completion together, as a bucket of that size which fills evenly.</summary>
    [Id(0)] public long? TokensPerMinute { get; init; }

    /// <summary>Tokens in each <see cref="TokenQuotaPeriod"/>.</summary>
    [Id(1)] public long? TokenQuota { get; init; }

    /// <summary>One of <c>Hourly</c>, <c>Daily</c>, <c>Weekly</c>, <c>Monthly</c>, <c>Yearly</c>: fixed windows of UTC; weeks begin on Monday.</summary>
    [Id(2)] public string? TokenQuotaPeriod { get; init; }

    /// <summary>Calls a minute, as a bucket of that size which fills evenly.</summary>
    [Id(3)] public long? RequestsPerMinute { get; init; }

    /// <summary>Calls at the same time.</summary>
    [Id(4)] public int? MaxConcurrent { get; init; }

    /// <summary>Who shares a counter: <c>subscription</c>, <c>product</c>, <c>alias</c>, <c>ip</c>, <c>header:NAME</c>, <c>claim:NAME</c>, or several joined by <c>+</c>.</summary>
    /// <value>Default <c>subscription</c>; of a backend always <see cref="BackendCounter"/>.</value>
    [Id(5)] public string CounterKey { get; init; } = "subscription";

    /// <summary>Whether the prompt is counted before the call, so that one that is too long for the limit never reaches a provider.</summary>
    /// <value>Default true. Without it, only what calls have used so far is looked at.</value>
    [Id(6)] public bool EstimatePromptTokens { get; init; } = true;

    /// <summary>What happens while the owner of a counter is out of reach: <c>spend</c> (an equal share of the limit on each node) or <c>refuse</c>.</summary>
    [Id(7)] public string OnUnavailable { get; init; } = "spend";

    /// <summary>Names of headers on answers, where they are wanted: API Management's own attributes.</summary>
    [Id(8)] public LimitHeaders Headers { get; init; } = new();

    /// <summary>Units of the operator's currency in each <see cref="SpendLimitPeriod"/>, by the prices of the backends.</summary>
    /// <value>From 0.000001 to 1,000,000,000, with at most 6 decimals.</value>
    [Id(40)] public decimal? SpendLimit { get; init; }

    /// <summary>As <see cref="TokenQuotaPeriod"/>.</summary>
    [Id(41)] public string? SpendLimitPeriod { get; init; }
}

/// <summary>Null: no such header.</summary>
[GenerateSerializer, Immutable, Alias("gateway.LimitHeaders")]
public sealed record LimitHeaders
{
    /// <summary>Seconds until a refused call may come again, beside <c>retry-after</c>.</summary>
    [Id(0)] public string? RetryAfter { get; init; }

    /// <summary>Tokens left of the quota.</summary>
    [Id(1)] public string? RemainingQuotaTokens { get; init; }

    /// <summary>Tokens left of the rate.</summary>
    [Id(2)] public string? RemainingTokens { get; init; }

    /// <summary>Tokens of this call: of whole answers what the provider counted, of streams the estimate of the prompt.</summary>
    [Id(3)] public string? TokensConsumed { get; init; }
}
