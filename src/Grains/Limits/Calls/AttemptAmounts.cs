using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>What one attempt takes of a limit of its backend.</summary>
internal static class AttemptAmounts
{
    /// <summary>
    /// What is reserved before the attempt. Never more than the whole limit: a prompt that is larger passes while all of it is there, and what it
    /// used beyond is made up for by later attempts. Whether it is too large is for the provider to say.
    /// </summary>
    /// <param name="prompt">About, in tokens.</param>
    /// <param name="answer">As expected, in tokens.</param>
    /// <param name="prices">Of the backend; null: its tokens cost nothing.</param>
    public static long Reserved(PlannedCounter counter, long prompt, long answer, TokenPrices? prices)
    {
        var estimated = counter.EstimatesPrompt ? prompt : 0;
        var wanted = counter.Kind switch
        {
            LimitKind.Tokens or LimitKind.TokenQuota => estimated + answer,
            LimitKind.Spend => CallUsage.Millionths(prices?.Of(new TokenUsage(estimated, answer)) ?? 0),
            _ => 1,
        };
        return Math.Clamp(wanted, 1, counter.Rule.Amount);
    }

    /// <summary>What it used in the end. One that failed before its provider had answered anything used nothing, and is no request either.</summary>
    public static long Used(LimitKind kind, AttemptResult result, in AttemptUsage used) => kind switch
    {
        LimitKind.Tokens or LimitKind.TokenQuota => used.Tokens.Total,
        LimitKind.Spend => CallUsage.Millionths(used.Cost),
        _ => result.Committed || used.Tokens.Total > 0 || (result is { Failure: null, Abandoned: false } && !ReferenceEquals(result, AttemptResult.Unknown)) ? 1 : 0,
    };
}
