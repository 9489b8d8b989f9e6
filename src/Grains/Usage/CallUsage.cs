using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>
/// What one call has used so far, all its attempts together, and what it is expected to. Written by its relay alone; the estimate of its prompt may
/// also be asked for by the timer that keeps a stream alive.
/// </summary>
internal sealed class CallUsage(AliasView alias, CallRequest request, TokenCounter tokens)
{
    private long _prompt = -1;

    /// <summary>All attempts together.</summary>
    public long Tokens { get; private set; }

    /// <summary>All attempts together, in thousand millionths of a currency unit.</summary>
    public long Cost { get; private set; }

    /// <summary>The tokens of the prompt, about. Only while the call runs: its body goes back to a pool afterwards.</summary>
    public long Prompt
    {
        get
        {
            if (Volatile.Read(ref _prompt) is var known && known >= 0)
            {
                return known;
            }

            var counted = PromptEstimate.Of(request.Body.Span, request.Scan, alias.CountsTokens ? tokens : null);
            Volatile.Write(ref _prompt, counted);
            return counted;
        }
    }

    /// <summary>The tokens that its answer is expected to have.</summary>
    public long Answer => Math.Min(alias.Expected.Tokens, request.Scan.MaxTokens ?? long.MaxValue);

    /// <summary>As <see cref="Cost"/>, in millionths, as limits count; a part of one counts in full.</summary>
    public long CostMillionths => Millionths(Cost);

    /// <summary>Whether it may cost anything.</summary>
    public bool CanCost => alias.CanCost;

    /// <summary>What the call is expected to cost at most, in millionths: at the dearest target of those that are asked first.</summary>
    /// <param name="prompt">The tokens that count for the prompt.</param>
    /// <param name="answer">The tokens that count for the answer.</param>
    public long ExpectedMillionths(long prompt, long answer)
    {
        var dearest = 0L;
        if (alias.Groups.Count > 0)
        {
            foreach (var target in alias.Groups[0])
            {
                dearest = Math.Max(dearest, target.Backend.Prices?.Of(new TokenUsage(prompt, answer)) ?? 0);
            }
        }

        return Millionths(dearest);
    }

    /// <summary>An attempt has ended: what it used is added up.</summary>
    public AttemptUsage Attempted(BackendView backend, AttemptResult result)
    {
        var used = Of(result);
        var cost = backend.Prices?.Of(used.Tokens) ?? 0;
        Tokens = Sum.Of(Tokens, used.Tokens.Total);
        Cost = Sum.Of(Cost, cost);
        return used with { Cost = cost };
    }

    /// <param name="cost">In thousand millionths; a part of a millionth counts in full.</param>
    public static long Millionths(long cost) => (cost / 1_000) + (cost % 1_000 > 0 ? 1 : 0);

    private AttemptUsage Of(AttemptResult result)
    {
        var reported = result.Usage;
        var isAnswered = result is { Failure: null, Abandoned: false };
        if (isAnswered && reported.Total > 0)
        {
            alias.Expected.Add(reported.Completion);
            return new(reported, IsEstimated: false, 0);
        }

        if (result.HasEnded && reported.Total > 0)
        {
            // Read to its end although its client had left.
            return new(reported, IsEstimated: false, 0);
        }

        if (isAnswered || result.Committed || (result.Abandoned && (reported.Total > 0 || request.Live.Phase >= CallPhase.Waiting)))
        {
            // The provider has worked, and did not come to say for how much. Of a whole answer nobody has seen anything yet.
            var answer = Math.Max(reported.Completion, request.Live.Tokens);
            return new(
                reported with { Prompt = reported.Prompt > 0 ? reported.Prompt : Prompt, Completion = request.Stream ? answer : Math.Max(answer, Answer) },
                IsEstimated: true,
                0);
        }

        return new(reported, IsEstimated: false, 0);
    }
}

/// <summary>What one attempt used.</summary>
/// <param name="Tokens">As the provider reported them, or, where it did not come to, as far as is known.</param>
/// <param name="Cost">In thousand millionths of a currency unit.</param>
internal readonly record struct AttemptUsage(TokenUsage Tokens, bool IsEstimated, long Cost);
