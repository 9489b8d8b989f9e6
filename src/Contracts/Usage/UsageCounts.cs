namespace Orleans.Gateway.Contracts.Usage;

/// <summary>Calls, tokens and money of some time.</summary>
/// <param name="Requests">Calls, once they are over; those that a limit refused included.</param>
/// <param name="Failures">Those of them that ended with an error.</param>
/// <param name="PromptTokens">Those read from and written to a cache included.</param>
/// <param name="CompletionTokens">Reasoning included.</param>
/// <param name="CacheReadTokens">A part of the prompt's.</param>
/// <param name="CacheWriteTokens">A part of the prompt's.</param>
/// <param name="ReasoningTokens">A part of the completion's.</param>
/// <param name="EstimatedTokens">A part of all: of attempts whose provider had begun and did not come to report.</param>
/// <param name="Cost">In thousand millionths of a currency unit.</param>
[GenerateSerializer, Immutable, Alias("gateway.UsageCounts")]
public readonly record struct UsageCounts(
    [property: Id(0)] long Requests,
    [property: Id(1)] long Failures,
    [property: Id(2)] long PromptTokens,
    [property: Id(3)] long CompletionTokens,
    [property: Id(4)] long CacheReadTokens,
    [property: Id(5)] long CacheWriteTokens,
    [property: Id(6)] long ReasoningTokens,
    [property: Id(7)] long EstimatedTokens,
    [property: Id(8)] long Cost)
{
    public static UsageCounts operator +(UsageCounts a, UsageCounts b) => new(
        Sum.Of(a.Requests, b.Requests),
        Sum.Of(a.Failures, b.Failures),
        Sum.Of(a.PromptTokens, b.PromptTokens),
        Sum.Of(a.CompletionTokens, b.CompletionTokens),
        Sum.Of(a.CacheReadTokens, b.CacheReadTokens),
        Sum.Of(a.CacheWriteTokens, b.CacheWriteTokens),
        Sum.Of(a.ReasoningTokens, b.ReasoningTokens),
        Sum.Of(a.EstimatedTokens, b.EstimatedTokens),
        Sum.Of(a.Cost, b.Cost));
}

/// <summary>What is counted apart.</summary>
/// <param name="Hour">Hours since 1970, UTC.</param>
/// <param name="Backend">Empty: the call came to none.</param>
[GenerateSerializer, Immutable, Alias("gateway.UsageCell")]
public readonly record struct UsageCell(
    [property: Id(0)] long Hour,
    [property: Id(1)] string Product,
    [property: Id(2)] string Api,
    [property: Id(3)] string Alias,
    [property: Id(4)] string Backend)
{
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(Hour * 3600);

    public static long HourOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 3600;
}

[GenerateSerializer, Immutable, Alias("gateway.UsageRow")]
public readonly record struct UsageRow([property: Id(0)] UsageCell Cell, [property: Id(1)] UsageCounts Counts);
