using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Carries one call from a client to a provider and the answer back.</summary>
/// <remarks>
/// <code>
///   client ──▶ Relay ──(1)──▶ catalog mirror    whose key, which alias, which backends        (memory, one epoch for the whole call)
///                │─────(2)──▶ target order      by priority, then by weight
///                │─────(3)──▶ provider          the call, translated afresh from the client's own bytes
///   client ◀── Relay ◀─(4)─── provider          the answer, in the client's dialect, as it arrives
///                └─────(5)──▶ tally, metrics    how it went, and the tokens it took: exactly once for each attempt
/// </code>
/// Steps 3 to 5 repeat for the next target only while the client has not been sent a single byte of an answer. Owned by the process, not by its silo.
/// </remarks>
public sealed class Relay(
    CatalogMirror catalog, CallTable calls, IOptions<RelayOptions> limits, RelayMetrics metrics, TimeProvider time, ILogger<Relay> logger)
{
    private readonly RelayOptions _limits = limits.Value;

    /// <summary>Relays the call. Returns the error that the client is still owed; null when the reply is complete, or broken off, or nobody waits for it.</summary>
    public async ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply)
    {
        var started = time.GetTimestamp();
        var view = catalog.Current;
        var alias = default(AliasView);
        GatewayError? owed;
        try
        {
            // 1  The catalog is read once: what an operator changes meanwhile is for the next call.
            var scan = RequestScanner.Read(call.Body.Span);
            (alias, owed) = Find(view, call, scan);
            if (owed is null)
            {
                using var live = calls.Open(call, alias!.Name, view.Epoch, scan.Stream, reply);
                owed = await ServeAsync(live, scan, alias).ConfigureAwait(false);
            }
        }
        catch (RequestRejectedException rejected)
        {
            owed = Failures.Owed(rejected);
        }
        catch (Exception error)
        {
            logger.RelayFailed(error, call.RequestId);
            owed = Failures.Internal;
        }

        metrics.Called(call.Api, alias?.Name, owed, reply.HangUp.IsCancellationRequested, time.GetElapsedTime(started));
        return reply.HasBegun || reply.HangUp.IsCancellationRequested ? null : owed;
    }

    /// <summary>From here on the call is one in flight, and somebody may end it.</summary>
    private async ValueTask<GatewayError?> ServeAsync(LiveCall live, RequestScan scan, AliasView alias)
    {
        GatewayError? owed;
        try
        {
            var request = new CallRequest(live, scan, time.GetUtcNow().ToUnixTimeSeconds(), _limits, alias.Translation);
            // 2
            owed = await TryAsync(TargetOrder.Of(alias, Random.Shared), request, live.Token).ConfigureAwait(false);
        }
        catch (RequestRejectedException rejected)
        {
            owed = Failures.Owed(rejected);
        }
        catch (OperationCanceledException) when (live.Token.IsCancellationRequested)
        {
            owed = null;
        }
        catch (Exception error)
        {
            logger.RelayFailed(error, live.Call.RequestId);
            owed = Failures.Internal;
        }

        owed = live.Reply.IsComplete ? null : live.Ended ?? owed;
        await live.Reply.FinishAsync(owed).ConfigureAwait(false);
        return owed;
    }

    private static (AliasView? Alias, GatewayError? Owed) Find(CatalogView view, ChatCall call, in RequestScan scan)
    {
        if (!view.Apis.TryGetValue(call.Api, out var api) || !view.Subscriptions.TryGetValue(call.Subscription, out var subscription))
        {
            // Gone since the front end looked; or there is no catalog at all yet.
            return (null, view.Epoch == 0 ? Failures.NotConfigured : Failures.ModelUnknown(call.PathModel ?? scan.Model ?? ""));
        }

        if ((call.PathModel ?? scan.Model) is not { Length: > 0 } model)
        {
            return (null, Failures.ModelMissing);
        }

        return api.Aliases.TryGetValue(model, out var alias) && subscription.Allows(api.Name, alias.Name)
            ? (alias, null)
            : (null, Failures.ModelUnknown(model));
    }

    private async ValueTask<GatewayError?> TryAsync(IReadOnlyList<BackendView> targets, CallRequest request, CancellationToken hangUp)
    {
        List<ProviderFailure>? failures = null;
        for (var i = 0; i < targets.Count; i++)
        {
            // 3, 4
            var result = await OneAsync(targets[i], request, hangUp).ConfigureAwait(false);
            if (result.Failure is not { } failure)
            {
                return null;
            }

            logger.AttemptFailed(request.Call.RequestId, i + 1, targets[i].Id, failure.Kind.ToString(), failure.ProviderStatus);
            (failures ??= []).Add(failure);
            if (result.Committed || !FailureTable.Of(failure.Kind).TryNext)
            {
                break;
            }
        }

        return failures is null ? Failures.NoTarget : Failures.Owed(Failures.Last(failures));
    }

    private async ValueTask<AttemptResult> OneAsync(BackendView backend, CallRequest request, CancellationToken hangUp)
    {
        var started = time.GetTimestamp();
        var outcome = AttemptOutcome.Abandoned;
        AttemptResult result = default;
        backend.Tally.Started();
        try
        {
            result = await new Attempt(backend, request, time).RunAsync(hangUp).ConfigureAwait(false);
            outcome = result switch
            {
                { Abandoned: true } => AttemptOutcome.Abandoned,
                { Failure: { } failure } when FailureTable.Of(failure.Kind).Blames => AttemptOutcome.Failed,
                _ => AttemptOutcome.Answered,
            };
            return result;
        }
        finally
        {
            // 5
            backend.Tally.Settled(outcome, result.Usage);
            metrics.Attempted(backend, request, outcome, result, time.GetElapsedTime(started));
        }
    }
}
