using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Carries one call from a client to a provider and the answer back.</summary>
/// <remarks>
/// <code>
///   client ──▶ Relay ──(1)──▶ catalog mirror    whose key, which alias, which backends        (memory, one epoch for the whole call)
///                │─────(2)──▶ target order      by priority, then by weight
///                │─────(3)──▶ gate, provider    if the gate lets it out: the call, translated afresh from the client's own bytes
///   client ◀── Relay ◀─(4)─── provider          the answer, in the client's dialect, as it arrives
///                └─────(5)──▶ gate, metrics     how it went, and the tokens it took: exactly once for each attempt
/// </code>
/// Steps 3 to 5 repeat for the next target only while the client has not been sent a single byte. Owned by the process, not by its silo.
/// </remarks>
public sealed class Relay(
    CatalogMirror catalog, IOptions<RelayOptions> limits, RelayMetrics metrics, TimeProvider time, ILogger<Relay> logger)
{
    private readonly RelayOptions _limits = limits.Value;

    /// <summary>Relays the call. Returns the error that the client is still owed; null when the reply is complete, or broken off, or nobody waits for it.</summary>
    public async ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply)
    {
        var hangUp = reply.HangUp;
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
                var request = new CallRequest(call, scan, alias!.Name, time.GetUtcNow().ToUnixTimeSeconds(), _limits, alias.Translation);
                // 2
                owed = await TryAsync(TargetOrder.Of(alias, Random.Shared), request, reply, hangUp).ConfigureAwait(false);
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
            if (reply.HasBegun)
            {
                await InBand.BreakOffAsync(reply, owed).ConfigureAwait(false);
            }
        }

        metrics.Called(call.Api, alias?.Name, owed, hangUp.IsCancellationRequested, time.GetElapsedTime(started));
        return reply.HasBegun || hangUp.IsCancellationRequested ? null : owed;
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

    private async ValueTask<GatewayError?> TryAsync(IReadOnlyList<BackendView> targets, CallRequest request, Reply reply, CancellationToken hangUp)
    {
        List<ProviderFailure>? failures = null;
        List<(BackendView Backend, GateRefusal Refusal)>? refused = null;
        for (var i = 0; i < targets.Count; i++)
        {
            // 3, 4
            var result = await OneAsync(targets[i], request, reply, waits: false, hangUp).ConfigureAwait(false);
            if (result.Refusal is { } refusal)
            {
                (refused ??= []).Add((targets[i], refusal));
                continue;
            }

            if (result.Failure is not { } failure)
            {
                return null;
            }

            logger.AttemptFailed(request.Call.RequestId, i + 1, targets[i].Id, failure.Kind.ToString(), failure.ProviderStatus);
            (failures ??= []).Add(failure);
            if (result.Committed || !FailureTable.Of(failure.Kind).TryNext)
            {
                return Failures.Owed(failure);
            }
        }

        // Nobody else can take it: what is worth waiting for is waited for, once.
        if (refused?.FindIndex(one => one.Refusal.Reason is GateRefusalReason.Full or GateRefusalReason.HalfOpen) is { } at and >= 0)
        {
            var result = await OneAsync(refused[at].Backend, request, reply, waits: true, hangUp).ConfigureAwait(false);
            if (result.Refusal is { } refusal)
            {
                refused[at] = (refused[at].Backend, refusal);
            }
            else if (result.Failure is { } failure)
            {
                logger.AttemptFailed(request.Call.RequestId, targets.Count + 1, refused[at].Backend.Id, failure.Kind.ToString(), failure.ProviderStatus);
                return Failures.Owed(failure);
            }
            else
            {
                return null;
            }
        }

        return Failures.Owed(failures, refused?.ConvertAll(one => one.Refusal));
    }

    /// <summary>One attempt at one backend, if its gate lets the call out.</summary>
    /// <param name="waits">Whether no other target can take the call: then it waits for a place at the backend, or for the permission to probe it.</param>
    private async ValueTask<AttemptResult> OneAsync(BackendView backend, CallRequest request, Reply reply, bool waits, CancellationToken hangUp)
    {
        GateEntry entry;
        try
        {
            entry = waits
                ? await backend.Gate.EnterAsync(request.Call.Subscription, hangUp).ConfigureAwait(false)
                : backend.Gate.TryEnter(time.GetElapsedTime(0));
        }
        catch (OperationCanceledException) when (hangUp.IsCancellationRequested)
        {
            return new AttemptResult { Abandoned = true };
        }

        if (entry.Refusal is { } refusal)
        {
            return new AttemptResult { Refusal = refusal };
        }

        var pass = entry.Pass;
        var started = time.GetTimestamp();
        var outcome = AttemptOutcome.Abandoned;
        AttemptResult result = default;
        try
        {
            result = await new Attempt(backend, request, reply, time, pass.Answered).RunAsync(hangUp).ConfigureAwait(false);
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
            backend.Gate.Tally.Settled(outcome, result.Usage);
            pass.Settle(new GateOutcome(outcome, result.Failure, result.FirstContent));
            metrics.Attempted(backend, request, outcome, result, time.GetElapsedTime(started));
        }
    }
}
