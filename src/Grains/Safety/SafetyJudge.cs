using System.Net;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Asks the service. What it does not answer in time, or not sensibly, is unknown. Thread-safe.</summary>
public sealed class SafetyJudge(SafetyMetrics metrics, SafetyMemory memory, TimeProvider time, ILogger<SafetyJudge> logger)
{
    /// <summary>An answer is a few hundred bytes.</summary>
    private const int MostAnswer = 64 * 1024;

    internal SafetyMetrics Metrics => metrics;

    internal SafetyMemory Memory => memory;

    internal ILogger Logger => logger;

    /// <summary>By what is remembered of prompts, or else by asking. Only answers are remembered, never that there was none.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    internal async ValueTask<SafetyVerdict> JudgeAsync(SafetyPolicy policy, SafetyQuestion question, string requestId, CancellationToken cancellation)
    {
        if (!policy.Remembers || question.Subject is not SafetyQuestion.Prompt)
        {
            return await AskAsync(policy, question, requestId, cancellation).ConfigureAwait(false);
        }

        var key = policy.Keys.Of(question);
        if (memory.Find(key, policy.Definition.RememberFor) is { } known)
        {
            var verdict = known.Under(policy.Definition);
            metrics.Remembered(policy, question, verdict);
            return verdict;
        }

        return await AskAsync(policy, question, requestId, cancellation, found => memory.Store(key, found)).ConfigureAwait(false);
    }

    /// <param name="found">Told what was found, where something was.</param>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    internal async ValueTask<SafetyVerdict> AskAsync(
        SafetyPolicy policy, SafetyQuestion question, string requestId, CancellationToken cancellation, Action<SafetyFinding>? found = null)
    {
        if (policy.Headers is null || !policy.Circuit.TryEnter())
        {
            metrics.Checked(policy, question, "skipped", null);
            return SafetyVerdict.Unknown;
        }

        var started = time.GetTimestamp();
        Asked asked;
        try
        {
            asked = await SendAsync(policy, question, found, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            policy.Circuit.Abandoned();
            throw;
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            asked = new(SafetyVerdict.Unknown, null, null, error.GetType().Name);
        }
        catch
        {
            policy.Circuit.Abandoned();
            throw;
        }

        var took = time.GetElapsedTime(started);
        metrics.Checked(policy, question, asked.Verdict.Kind switch { SafetyVerdictKind.Clean => "clean", SafetyVerdictKind.Blocked => "blocked", _ => "failed" }, took);
        if (asked.Verdict.Kind is not SafetyVerdictKind.Unknown)
        {
            if (policy.Circuit.Succeeded())
            {
                logger.SafetyAnswersAgain(policy.Owner);
            }

            return asked.Verdict;
        }

        logger.SafetyFailed(requestId, policy.Owner, asked.Status, asked.Error);
        if (policy.Circuit.Failed(asked.RetryAfter))
        {
            logger.SafetyCircuitOpened(policy.Owner);
        }

        return asked.Verdict with { RetryAfter = asked.RetryAfter };
    }

    private async ValueTask<Asked> SendAsync(SafetyPolicy policy, SafetyQuestion question, Action<SafetyFinding>? found, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(policy.Definition.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var body = new PooledBuffer(question.Text.Length + 1024);
        question.Write(policy.Definition, body);
        using var message = new HttpRequestMessage(HttpMethod.Post, question.IsShield ? policy.Shield : policy.Analyze)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new RequestBody(body),
        };
        message.Headers.TryAddWithoutValidation("accept", "application/json");
        message.Headers.TryAddWithoutValidation("user-agent", "orleans-gateway");
        foreach (var (name, value) in policy.Headers!)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (policy.FetchedValue is { } fetched
            && (await fetched.GetAsync(end.Token).ConfigureAwait(false) is not { } credential || !message.Headers.TryAddWithoutValidation(policy.FetchedHeader, credential)))
        {
            return new(SafetyVerdict.Unknown, null, null, "no credential");
        }

        using var response = await policy.Client.SendAsync(message, end.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                policy.FetchedValue?.Doubt();
            }

            var wish = RetryAfter.Read(ProviderResponse.Header(response, "retry-after"), ProviderResponse.Header(response, "retry-after-ms"), time.GetUtcNow());
            return new(SafetyVerdict.Unknown, (int)response.StatusCode, wish, null);
        }

        using var answer = new PooledBuffer(1024);
        var stream = await response.Content.ReadAsStreamAsync(end.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        while (await stream.ReadAsync(answer.GetMemory(1024), end.Token).ConfigureAwait(false) is > 0 and var count)
        {
            answer.Advance(count);
            if (answer.Length > MostAnswer)
            {
                return new(SafetyVerdict.Unknown, (int)response.StatusCode, null, "too long");
            }
        }

        if (SafetyAnswer.Read(answer.Span, question, policy.Definition) is not { } finding)
        {
            return new(SafetyVerdict.Unknown, (int)response.StatusCode, null, "malformed");
        }

        found?.Invoke(finding);
        return new(finding.Under(policy.Definition), (int)response.StatusCode, null, null);
    }

    private readonly record struct Asked(SafetyVerdict Verdict, int? Status, TimeSpan? RetryAfter, string? Error);
}
