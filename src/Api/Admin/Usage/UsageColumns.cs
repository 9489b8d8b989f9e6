using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Silo.Usage;

namespace Orleans.Gateway.Api.Admin.Usage;

/// <summary>What a row of the usage says, and how it is called, in JSON and in CSV alike.</summary>
internal static class UsageColumns
{
    /// <summary>Costs are kept in thousand millionths of a currency unit.</summary>
    private const decimal Unit = 1_000_000_000m;

    public static IReadOnlyList<(string Name, Func<UsageCounts, long> Value)> Numbers { get; } =
    [
        ("requests", counts => counts.Requests),
        ("failures", counts => counts.Failures),
        ("promptTokens", counts => counts.PromptTokens),
        ("completionTokens", counts => counts.CompletionTokens),
        ("cachedTokens", counts => counts.CacheReadTokens),
        ("cacheWriteTokens", counts => counts.CacheWriteTokens),
        ("reasoningTokens", counts => counts.ReasoningTokens),
        ("estimatedTokens", counts => counts.EstimatedTokens),
    ];

    public static string Name(UsageGroup group) => group switch
    {
        UsageGroup.Subscription => "subscription",
        UsageGroup.Product => "product",
        UsageGroup.Api => "api",
        UsageGroup.Alias => "alias",
        UsageGroup.Backend => "backend",
        UsageGroup.Hour => "hour",
        _ => "day",
    };

    public static decimal Cost(in UsageCounts counts) => counts.Cost / Unit;
}
