namespace Orleans.Gateway.Translation.Answers;

/// <summary>The tokens of one answer, in Chat Completions terms, whatever the provider's own terms are.</summary>
/// <param name="Prompt">All tokens of the request, those read from and written to a cache included.</param>
/// <param name="Completion">All tokens of the answer, reasoning included.</param>
/// <param name="CacheRead">The part of <paramref name="Prompt"/> that a prompt cache served.</param>
/// <param name="CacheWrite">The part of <paramref name="Prompt"/> that was written to a prompt cache.</param>
/// <param name="Reasoning">The part of <paramref name="Completion"/> that is reasoning.</param>
public readonly record struct TokenUsage(long Prompt, long Completion, long CacheRead = 0, long CacheWrite = 0, long Reasoning = 0)
{
    /// <summary>A provider that reports more of anything for one call has said nothing: no call has as many, and limits, prices and counters rely on it.</summary>
    public const long Largest = 1_000_000_000;

    public long Total => Prompt + Completion;

    public static TokenUsage operator +(TokenUsage a, TokenUsage b) => new(
        Sum(a.Prompt, b.Prompt), Sum(a.Completion, b.Completion), Sum(a.CacheRead, b.CacheRead), Sum(a.CacheWrite, b.CacheWrite), Sum(a.Reasoning, b.Reasoning));

    private static long Sum(long a, long b) => Math.Min(a + b, Largest);
}
