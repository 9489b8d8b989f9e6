using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What one call has to pass: the policy of its alias or else of its API, that of its product, or both. Only calls that have one have this.</summary>
internal sealed class CallSafety
{
    /// <summary>Questions about one text at the same time.</summary>
    private const int AtOnce = 4;

    private readonly SafetyJudge _judge;
    private readonly string _requestId;
    private readonly SafetyPolicy[] _prompts;
    private readonly SafetyPolicy[] _completions;

    private CallSafety(SafetyJudge judge, string requestId, SafetyPolicy[] policies)
    {
        (_judge, _requestId) = (judge, requestId);
        _prompts = [.. policies.Where(policy => policy.Definition.Prompts)];
        _completions = [.. policies.Where(policy => policy.Definition.Completions)];
    }

    public bool JudgesPrompts => _prompts.Length > 0;

    public bool JudgesCompletions => _completions.Length > 0;

    /// <summary>How much of a stream is judged at once, in characters: with two policies, the smaller one, so that neither waits for more than it asks.</summary>
    public int WindowSize => _completions.Min(policy => policy.Definition.WindowSize);

    /// <summary>In characters: the larger one, at which both see enough.</summary>
    public int WindowOverlap => _completions.Max(policy => policy.Definition.WindowOverlap);

    /// <param name="model">Of the alias, or else of its API.</param>
    public static CallSafety? Of(SafetyPolicy? model, SafetyPolicy? product, SafetyJudge judge, string requestId) => (model, product) switch
    {
        (null, null) => null,
        ({ } only, null) => new(judge, requestId, [only]),
        (null, { } only) => new(judge, requestId, [only]),
        ({ } one, { } other) => new(judge, requestId, [one, other]),
    };

    /// <summary>Null: the prompt may go out. Else what the client is told instead.</summary>
    /// <param name="body">One that was scanned without a complaint.</param>
    public async ValueTask<GatewayError?> PromptAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var texts = PromptTexts.Of(body.Span);
        foreach (var policy in _prompts)
        {
            Func<UInt256, bool>? isKnown = policy.Remembers ? key => _judge.Memory.Find(key, policy.Definition.RememberFor) is not null : null;
            var verdict = await AskAsync(policy, PromptQuestions.Of(policy, texts, isKnown), cancellation).ConfigureAwait(false);
            if (Refusal(policy, verdict, "prompt", SafetyRefusal.Prompt) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Null: these parts of an answer may be delivered. Else what the client is told instead.</summary>
    public async ValueTask<GatewayError?> CompletionAsync(IReadOnlyList<byte[]> texts, CancellationToken cancellation)
    {
        foreach (var policy in _completions)
        {
            var questions = texts.SelectMany(text => TextPieces.Of(text)).Select(piece => SafetyQuestion.Analyze(piece, "completion"));
            var verdict = await AskAsync(policy, questions, cancellation).ConfigureAwait(false);
            if (Refusal(policy, verdict, "completion", SafetyRefusal.Completion) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The worst of all verdicts: blocked, then unknown.</summary>
    private async ValueTask<SafetyVerdict> AskAsync(SafetyPolicy policy, IEnumerable<SafetyQuestion> questions, CancellationToken cancellation)
    {
        var worst = SafetyVerdict.Clean;
        foreach (var some in questions.Chunk(AtOnce))
        {
            var verdicts = await Task.WhenAll(some.Select(question => _judge.JudgeAsync(policy, question, _requestId, cancellation).AsTask())).ConfigureAwait(false);
            if (Array.Find(verdicts, verdict => verdict.Kind is SafetyVerdictKind.Blocked) is { Category: not null } blocked)
            {
                return blocked;
            }

            foreach (var unknown in verdicts.Where(verdict => verdict.Kind is SafetyVerdictKind.Unknown))
            {
                // Of several waits the longest: the others are over then as well.
                worst = worst.RetryAfter > unknown.RetryAfter ? worst : unknown with { RetryAfter = unknown.RetryAfter ?? worst.RetryAfter };
            }

            if (worst.Kind is SafetyVerdictKind.Unknown && !policy.Allows)
            {
                return worst;
            }
        }

        return worst;
    }

    private GatewayError? Refusal(SafetyPolicy policy, SafetyVerdict verdict, string subject, Func<string, GatewayError> blocked)
    {
        switch (verdict.Kind)
        {
            case SafetyVerdictKind.Blocked:
                _judge.Metrics.Blocked(policy, subject, verdict.Category!);
                _judge.Logger.SafetyBlocked(_requestId, policy.Owner, subject, verdict.Category!);
                return blocked(verdict.Category!);
            case SafetyVerdictKind.Unknown:
                _judge.Metrics.NotJudged(policy, subject);
                _judge.Logger.SafetyNotJudged(_requestId, policy.Owner, subject, policy.Allows ? "allowed" : "refused");
                return policy.Allows ? null : SafetyRefusal.Unavailable(verdict.RetryAfter);
            default:
                return null;
        }
    }
}
