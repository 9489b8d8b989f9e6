namespace Orleans.Gateway.Translation.Answers;

/// <summary>The tokens of one answer, in Chat Completions terms, whatever the provider's own terms are.</summary>
/// <param name="Prompt">All tokens of the request, those read from and written to a cache included.</param>
/// <param name="Completion">All tokens of the answer, reasoning included.</param>
/// <param name="CacheRead">The part of <paramref name="Prompt"/> that a prompt cache served.</param>
/// <param name="CacheWrite">The part of <paramref name="Prompt"/> that was written to a prompt cache.</param>
/// <param name="Reasoning">The part of <paramref name="Completion"/> that is reasoning.</param>
public readonly record struct TokenUsage(long Prompt, long Completion, long CacheRead = 0, long CacheWrite = 0, long Reasoning = 0)
{
    public long Total => Prompt + Completion;

    public static TokenUsage operator +(TokenUsage a, TokenUsage b) => new(
        a.Prompt + b.Prompt, a.Completion + b.Completion, a.CacheRead + b.CacheRead, a.CacheWrite + b.CacheWrite, a.Reasoning + b.Reasoning);
}
