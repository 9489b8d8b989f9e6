using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>What this process counted for one backend and has not reported yet. Thread-safe; adding takes no lock.</summary>
public sealed class BackendTally
{
    private long _attempts;
    private long _failures;
    private long _abandoned;
    private long _prompt;
    private long _completion;
    private long _cacheRead;
    private long _cacheWrite;
    private long _reasoning;

    /// <summary>There is nothing without an attempt.</summary>
    internal bool IsEmpty => Volatile.Read(ref _attempts) == 0;

    /// <summary>An attempt is counted when it has ended, so that a report never has one without its outcome and its tokens.</summary>
    internal void Settled(AttemptOutcome outcome, TokenUsage usage)
    {
        Interlocked.Increment(ref _attempts);
        switch (outcome)
        {
            case AttemptOutcome.Failed:
                Interlocked.Increment(ref _failures);
                break;
            case AttemptOutcome.Abandoned:
                Interlocked.Increment(ref _abandoned);
                break;
        }

        if (usage.Total > 0)
        {
            Interlocked.Add(ref _prompt, usage.Prompt);
            Interlocked.Add(ref _completion, usage.Completion);
            Interlocked.Add(ref _cacheRead, usage.CacheRead);
            Interlocked.Add(ref _cacheWrite, usage.CacheWrite);
            Interlocked.Add(ref _reasoning, usage.Reasoning);
        }
    }

    /// <summary>Takes out what has come together. What the owner does not accept goes back with <see cref="GiveBack"/>.</summary>
    internal BackendCounts Take() => new(
        Interlocked.Exchange(ref _attempts, 0),
        Interlocked.Exchange(ref _failures, 0),
        Interlocked.Exchange(ref _abandoned, 0),
        Interlocked.Exchange(ref _prompt, 0),
        Interlocked.Exchange(ref _completion, 0),
        Interlocked.Exchange(ref _cacheRead, 0),
        Interlocked.Exchange(ref _cacheWrite, 0),
        Interlocked.Exchange(ref _reasoning, 0));

    internal void GiveBack(BackendCounts counts)
    {
        Interlocked.Add(ref _attempts, counts.Attempts);
        Interlocked.Add(ref _failures, counts.Failures);
        Interlocked.Add(ref _abandoned, counts.Abandoned);
        Interlocked.Add(ref _prompt, counts.PromptTokens);
        Interlocked.Add(ref _completion, counts.CompletionTokens);
        Interlocked.Add(ref _cacheRead, counts.CacheReadTokens);
        Interlocked.Add(ref _cacheWrite, counts.CacheWriteTokens);
        Interlocked.Add(ref _reasoning, counts.ReasoningTokens);
    }
}

internal static class AttemptOutcomes
{
    /// <summary>As metrics and spans call it.</summary>
    public static string Word(AttemptOutcome outcome) => outcome switch { AttemptOutcome.Answered => "answered", AttemptOutcome.Failed => "failed", _ => "abandoned" };
}

/// <summary>What one attempt says about its backend.</summary>
public enum AttemptOutcome
{
    /// <summary>The provider answered, be it that the request was wrong.</summary>
    Answered,

    /// <summary>The backend is to blame.</summary>
    Failed,

    /// <summary>The client hung up: nothing was learned.</summary>
    Abandoned,
}
