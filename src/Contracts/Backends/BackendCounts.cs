using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Contracts.Backends;

/// <summary>Attempts and tokens of one backend over some time.</summary>
/// <param name="Attempts">Calls sent, once they have ended.</param>
/// <param name="Failures">Attempts that failed by the backend's fault.</param>
/// <param name="Abandoned">Attempts whose client hung up: nobody's failure.</param>
[GenerateSerializer, Immutable, Alias("gateway.BackendCounts")]
public readonly record struct BackendCounts(
    [property: Id(0)] long Attempts,
    [property: Id(1)] long Failures,
    [property: Id(2)] long Abandoned,
    [property: Id(3)] long PromptTokens,
    [property: Id(4)] long CompletionTokens,
    [property: Id(5)] long CacheReadTokens,
    [property: Id(6)] long CacheWriteTokens,
    [property: Id(7)] long ReasoningTokens)
{
    public static BackendCounts operator +(BackendCounts a, BackendCounts b) => new(
        Sum.Of(a.Attempts, b.Attempts),
        Sum.Of(a.Failures, b.Failures),
        Sum.Of(a.Abandoned, b.Abandoned),
        Sum.Of(a.PromptTokens, b.PromptTokens),
        Sum.Of(a.CompletionTokens, b.CompletionTokens),
        Sum.Of(a.CacheReadTokens, b.CacheReadTokens),
        Sum.Of(a.CacheWriteTokens, b.CacheWriteTokens),
        Sum.Of(a.ReasoningTokens, b.ReasoningTokens));
}

/// <param name="Total">Since the backend was created; at most 30 seconds of it are lost when a silo dies.</param>
/// <param name="Minutes">The last 60 minutes with traffic, oldest first; kept in memory only.</param>
[GenerateSerializer, Immutable, Alias("gateway.BackendUsage")]
public sealed record BackendUsage([property: Id(0)] BackendCounts Total, [property: Id(1)] IReadOnlyList<BackendMinute> Minutes);

/// <param name="Start">The beginning of the minute, UTC.</param>
[GenerateSerializer, Immutable, Alias("gateway.BackendMinute")]
public sealed record BackendMinute([property: Id(0)] DateTimeOffset Start, [property: Id(1)] BackendCounts Counts);
