using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Tracing;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Steps 2 to 5 of the <see cref="Relay"/>: asks one target of an alias after the other, until one answers or none is left. Owned by the process.</summary>
internal sealed class AttemptLoop(
    RelayMetrics metrics, RolloutMetrics rollouts, CallLimits spendings, CallUsages usages, Random random, TimeProvider time, ILogger<Relay> logger)
{
    private readonly Func<BackendView, GateReading> _gates = backend => backend.Gate.Read(time.GetElapsedTime(0));

    /// <summary>Returns the error that the client is still owed; null when it has its answer, or nobody waits for it.</summary>
    /// <exception cref="RequestRejectedException">The call cannot be said in the format of any target.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<GatewayError?> TryAsync(AliasView alias, CallRequest request, CallReply reply)
    {
        var trial = CanaryTrial.Of(alias.Rollout, request, rollouts);
        var run = new TargetRun(alias, AffinityKey(alias, request), _gates, random, trial.Canary);
        ExceptionDispatchInfo? unsayable = null;

        // 2
        while (run.Next() is { } backend)
        {
            // The first attempt waits for nothing.
            var hangUp = run.Attempts == 0 ? CancellationToken.None : request.Live.Token;
            if (!await reply.TryAttemptAsync(backend.Id, run.Attempts + 1, hangUp, isFree: run.OwnAttempts == 0).ConfigureAwait(false))
            {
                metrics.RetryRefused(request.Call.Api, alias.Name);
                logger.RetryRefused(request.Call.RequestId, run.Attempts);
                return run.Owed();
            }

            if (run.IsPanic)
            {
                logger.Panics(request.Call.RequestId, alias.Name, backend.Id);
            }

            request.Live.Phase = CallPhase.Queued;
            if (run.Wait > TimeSpan.Zero)
            {
                await Task.Delay(run.Wait, time, request.Live.Token).ConfigureAwait(false);
            }

            // 3, 4
            var spending = backend.Limits is { } own ? await spendings.ReserveAsync(own, backend, request.Usage!).ConfigureAwait(false) : null;
            if (spending?.Wait is { } limited)
            {
                trial.Full(backend);
                run.Limited(spending.IsLimited, limited);
                continue;
            }

            var entry = await EnterAsync(backend, spending, request, run.IsPanic, run.Waits).ConfigureAwait(false);
            if (entry.Refusal is { } refusal)
            {
                if (refusal.Reason is GateRefusalReason.Full)
                {
                    trial.Full(backend);
                }

                run.Refused(refusal.Reason is GateRefusalReason.Full or GateRefusalReason.HalfOpen, refusal.Wait);
                continue;
            }

            trial.Begins(backend);
            var started = time.GetTimestamp();
            AttemptResult result, made = AttemptResult.Unknown;
            using (var span = request.Span = CallTrace.Attempt(backend, request))
            {
                try
                {
                    result = made = await new Attempt(backend, request, time, entry.Pass.Answered).RunAsync().ConfigureAwait(false);
                    trial.Ended(result);
                }
                catch (RequestRejectedException rejected)
                {
                    if (trial.Refused(backend, rejected) is not { } refused)
                    {
                        // No attempt: nothing has gone out, and a target of another format may be able to say it.
                        unsayable ??= ExceptionDispatchInfo.Capture(rejected);
                        continue;
                    }

                    result = new AttemptResult(refused, Committed: false, Abandoned: false, default, null);
                }
                finally
                {
                    // 5
                    Settle(backend, entry.Pass, spending, request, made, time.GetElapsedTime(started));
                }
            }

            reply.AttemptEnded();
            if (result.Failure is not { } failure)
            {
                return result.Refused;
            }

            logger.AttemptFailed(request.Call.RequestId, run.Attempts + 1, backend.Id, failure);
            if (result.Committed)
            {
                return Failures.Owed(failure);
            }

            run.Failed(failure);
        }

        if (run.IsUntold)
        {
            unsayable?.Throw();
        }

        if (run.Attempts == 0)
        {
            logger.NoTargetOpen(request.Call.RequestId, alias.Name);
        }

        return run.Owed();
    }

    private static ulong? AffinityKey(AliasView alias, CallRequest request) =>
        alias.Routing.Affinity is Affinity.PromptCache && alias.HasChoice ? ConversationKey.Of(request.Body.Span, request.Scan) : null;

    /// <summary>Asks the gate. What was reserved is given back where the call does not get through, however that comes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GateEntry> EnterAsync(BackendView backend, BackendSpending? spending, CallRequest request, bool isPanic, bool waits)
    {
        var isThrough = false;
        try
        {
            var entry = isPanic ? backend.Gate.EnterAnyway()
                : waits ? await backend.Gate.EnterAsync(request.Call.Subscription, request.Live.Token).ConfigureAwait(false)
                : backend.Gate.TryEnter(time.GetElapsedTime(0));
            isThrough = entry.Refusal is null;
            return entry;
        }
        finally
        {
            if (!isThrough)
            {
                spending?.GiveBack();
            }
        }
    }

    /// <summary>One attempt at one backend has ended, or was not made after all.</summary>
    private void Settle(BackendView backend, GatePass pass, BackendSpending? spending, CallRequest request, AttemptResult result, TimeSpan took)
    {
        var isMade = !ReferenceEquals(result, AttemptResult.Unknown);
        var used = isMade ? request.Usage!.Attempted(backend, result) : default;
        var outcome = result switch
        {
            _ when !isMade => AttemptOutcome.Abandoned,
            { Abandoned: true } => AttemptOutcome.Abandoned,
            { Failure: { } failure } when FailureTable.Of(failure.Kind).Blames => AttemptOutcome.Failed,
            _ => AttemptOutcome.Answered,
        };
        spending?.Settle(result, used);
        backend.Gate.Tally.Settled(outcome, result.Usage);
        pass.Settle(new GateOutcome(outcome, result.Failure, result.FirstContent));
        metrics.Attempted(backend, request, outcome, result, took);
        usages.Attempted(request.Owner, backend, request, used);
        CallTrace.Ended(request.Span, outcome, result, used);
    }
}
