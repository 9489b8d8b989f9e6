using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Prompts;
using Orleans.Gateway.Grains.Chat.Tracing;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Carries one call from a client to a provider and the answer back.</summary>
/// <remarks>
/// <code>
///   client ──▶ Relay ──(1)──▶ catalog mirror    whose key, which alias, which backends        (memory, one epoch for the whole call)
///                │─────(2)──▶ target run        by priority, then by affinity or strategy, as the gates are in that moment
///                │─────(3)──▶ gate, provider    if the gate lets it out: the call, translated afresh from the client's own bytes
///   client ◀── Relay ◀─(4)─── provider          the answer, in the client's dialect, as it arrives
///                └─────(5)──▶ gate, metrics     how it went, and the tokens it took: exactly once for each attempt
/// </code>
/// Steps 2 to 5 repeat for the next target only while the client has not been sent a single byte of an answer. Owned by the process, not by its silo.
/// </remarks>
public sealed class Relay(
    CatalogMirror catalog,
    CallTable calls,
    IOptions<RelayOptions> limits,
    RelayMetrics metrics,
    RolloutMetrics rollouts,
    RetryBudget budget,
    CallLimits spendings,
    SafetyJudge judge,
    AnswerCache answers,
    CallUsages usages,
    Random random,
    TimeProvider time,
    ILogger<Relay> logger,
    IPromptSink? prompts = null)
{
    private readonly RelayOptions _limits = limits.Value;
    private readonly AttemptLoop _attempts = new(metrics, rollouts, spendings, usages, random, time, logger);

    /// <summary>Relays the call. Returns the error that the client is still owed; null when the reply is complete, or broken off, or nobody waits for it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply client)
    {
        var started = time.GetTimestamp();
        if (!catalog.Freshness.Admits(started) && await catalog.Freshness.AdmitAsync().ConfigureAwait(false) is { } stale)
        {
            metrics.Called(call.Api, null, stale, abandoned: false, time.GetElapsedTime(started));
            return stale;
        }

        var view = catalog.Current;
        var subscription = view.Subscription(call.Subscription);
        var kept = prompts is not null && subscription?.Logging is { Completions: true } logging ? new KeptReply(client, logging.MostKept) : null;
        var reply = new CallReply(kept ?? client, budget, subscription?.ShowsRouting is true ? view.Epoch : null);
        var alias = default(AliasView);
        var plan = default(LimitPlan);
        GatewayError? owed;
        var isWhole = false;
        budget.Began();
        try
        {
            // 1  The catalog is read once: what an operator changes meanwhile is for the next call.
            var scan = RequestScanner.Read(call.Body.Span);
            (alias, owed) = Find(view, subscription, call, scan);
            if (owed is not null)
            {
                owed = reply.Said(owed);
            }
            else
            {
                subscription!.Limits?.TryGetValue(call.Api, out plan);
                plan = LimitPlan.Both(plan, alias!.Limits);
                var owner = new UsageOwner(subscription.Id, subscription.Product, call.Api, alias.Name, view.Metrics);
                using var span = CallTrace.Call(call, owner);
                using var live = calls.Open(call, alias.Name, view.Epoch, scan.Stream, reply);
                owed = await ServeAsync(live, scan, alias, plan, view.Apis[call.Api], subscription, owner, reply).ConfigureAwait(false);
                isWhole = live.Reply.IsComplete;
                usages.Called(owner, live.Backend, owed is not null);
                if (prompts is not null && subscription.Logging is { } wanted)
                {
                    prompts.Write(PromptLog.Of(wanted, call, owner, kept));
                }

                CallTrace.Ended(span, owed, abandoned: reply.HangUp.IsCancellationRequested && !isWhole);
            }
        }
        catch (RequestRejectedException rejected)
        {
            owed = reply.Said(Failures.Owed(rejected));
        }
        catch (Exception error)
        {
            logger.RelayFailed(error, call.RequestId);
            owed = Failures.Internal;
        }
        finally
        {
            reply.AttemptEnded();
            budget.Ended();
        }

        metrics.Called(call.Api, alias?.Name, owed, abandoned: reply.HangUp.IsCancellationRequested && !isWhole, time.GetElapsedTime(started));
        return reply.HasBegun || reply.HangUp.IsCancellationRequested ? null : owed;
    }

    /// <summary>From here on the call is one in flight, and somebody may end it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GatewayError?> ServeAsync(LiveCall live, RequestScan scan, AliasView alias, LimitPlan? plan, ApiView api, SubscriptionView subscription, UsageOwner owner, CallReply reply)
    {
        GatewayError? owed;
        var changed = default(PooledBuffer);
        var cache = default(CallCache);
        var safety = alias.Safety ?? api.Safety;
        try
        {
            var body = live.Call.Body;
            if (alias.Parameters is { } parameters)
            {
                changed = new PooledBuffer(body.Length + parameters.MostAdded);
                parameters.Write(body.Span, scan, changed);
                body = changed.Memory;
                scan = RequestScanner.Read(body.Span);
            }

            cache = reply.Cache = subscription.Cache is { } kept
                ? new CallCache(answers, subscription.Product, kept, live.Call, CacheKey.Of(live.Call, alias.Name, body.Span, alias.Stamp.Value, safety?.Stamp, subscription.Safety?.Stamp), scan.Stream)
                : null;
            var request = new CallRequest(live, body, scan, time.GetUtcNow().ToUnixTimeSeconds(), _limits, alias.Translation)
            {
                Owner = owner,
                Safety = CallSafety.Of(safety, subscription.Safety, judge, live.Call.RequestId),
                Cache = cache,
            };
            request.Usage = usages.Begin(alias, request);

            // Reserved before the first attempt, and settled after the last, once, however it ends.
            reply.Spending = plan is null ? null : await spendings.ReserveAsync(plan, request.Usage, new LimitedCaller(live.Call, alias.Name, owner.Product)).ConfigureAwait(false);
            owed = reply.Spending?.Refusal ?? await TrySafelyAsync(alias, request, reply).ConfigureAwait(false);
        }
        catch (RequestRejectedException rejected)
        {
            owed = Failures.Owed(rejected);
        }
        catch (OperationCanceledException) when (live.IsCancelled)
        {
            owed = null;
        }
        catch (Exception error)
        {
            logger.RelayFailed(error, live.Call.RequestId);
            owed = Failures.Internal;
        }

        reply.Spending?.Settle();
        owed = live.Reply.IsComplete ? null : live.Ended ?? owed;
        owed = owed is null ? null : reply.Said(owed, live);
        try
        {
            await live.Reply.FinishAsync(owed).ConfigureAwait(false);
        }
        finally
        {
            // Whatever became of it: others may wait for its end.
            cache?.Dispose();
        }

        // Not before: what is said of the limits may still count the prompt.
        changed?.Dispose();
        return owed;
    }

    /// <summary>What was answered before needs no provider, and what may not be said never reaches one.</summary>
    private ValueTask<GatewayError?> TrySafelyAsync(AliasView alias, CallRequest request, CallReply reply) =>
        request is { Cache: null, Safety: not { JudgesPrompts: true } }
            ? _attempts.TryAsync(alias, request, reply)
            : TryKnownAsync(alias, request, reply);

    private async ValueTask<GatewayError?> TryKnownAsync(AliasView alias, CallRequest request, CallReply reply)
    {
        var hangUp = request.Live.Token;
        if (request.Cache is { } cache && await cache.FindAsync(hangUp).ConfigureAwait(false) is { } answer)
        {
            await CallCache.DeliverAsync(answer, request.Live.Reply, hangUp).ConfigureAwait(false);
            return null;
        }

        return request.Safety is { JudgesPrompts: true } safety && await safety.PromptAsync(request.Body, hangUp).ConfigureAwait(false) is { } refused
            ? refused
            : await _attempts.TryAsync(alias, request, reply).ConfigureAwait(false);
    }

    private static (AliasView? Alias, GatewayError? Owed) Find(CatalogView view, SubscriptionView? subscription, ChatCall call, RequestScan scan)
    {
        if (!view.Apis.TryGetValue(call.Api, out var api) || subscription is null)
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
}
