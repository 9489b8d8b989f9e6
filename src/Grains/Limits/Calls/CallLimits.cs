using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>Reserves what a call is expected to use, once for all its attempts; and, where a backend has limits, what each attempt is. Thread-safe. Owned by the process, not by its silo.</summary>
public sealed class CallLimits(LeaseBook book, LeaseMetrics metrics, TimeProvider time)
{
    /// <summary>Of a counter's name that no string is made for, in characters.</summary>
    private const int LongestName = 256;

    /// <summary>Asks one counter after the other; what the earlier ones gave is given back by <see cref="CallSpending.Settle"/> when a later one refuses.</summary>
    internal async ValueTask<CallSpending> ReserveAsync(LimitPlan plan, CallUsage usage, LimitedCaller caller)
    {
        var spending = new CallSpending(usage, metrics, plan.Counters.Count);
        var began = time.GetTimestamp();
        for (var i = 0; i < plan.Counters.Count; i++)
        {
            var counter = plan.Counters[i];
            if (spending.Needs(counter) is not { } amount)
            {
                break;
            }

            if (amount == 0)
            {
                continue;
            }

            var patience = CounterLease.Wait - time.GetElapsedTime(began);
            var (lease, spent) = await book.SpendAsync(Lease(counter, caller), counter.Rule, counter.Word, amount, counter.MayShare, patience).ConfigureAwait(false);
            if (!spending.Took(counter, lease, amount, spent, time.GetUtcNow()))
            {
                break;
            }
        }

        if (spending.Refusal is not null)
        {
            Look(plan, spending, caller);
        }

        return spending;
    }

    /// <summary>Reserves at a backend what one attempt is expected to use there.</summary>
    /// <param name="plan">The backend's.</param>
    internal async ValueTask<BackendSpending> ReserveAsync(LimitPlan plan, BackendView backend, CallUsage usage)
    {
        var spending = new BackendSpending(metrics);
        var began = time.GetTimestamp();
        for (var i = 0; i < plan.Counters.Count; i++)
        {
            var counter = plan.Counters[i];
            var prompt = counter.EstimatesPrompt && counter.Kind is not LimitKind.Requests ? usage.Prompt : 0;
            var amount = AttemptAmounts.Reserved(counter, prompt, usage.Answer, backend.Prices);
            var patience = CounterLease.Wait - time.GetElapsedTime(began);
            var (lease, spent) = await book.SpendAsync(book.Of(counter.SharedName, counter.Rule.Kind, counter.Word), counter.Rule, counter.Word, amount, counter.MayShare, patience).ConfigureAwait(false);
            if (!spending.Took(counter, lease, spent))
            {
                break;
            }
        }

        return spending;
    }

    private CounterLease Lease(PlannedCounter counter, in LimitedCaller caller)
    {
        Span<char> name = stackalloc char[LongestName];
        return book.Of(counter.TryWriteName(caller, name, out var length) ? name[..length] : counter.NameFor(caller), counter.Rule.Kind, counter.Word);
    }

    /// <summary>At those that were not asked any more: the client is told of the tightest limit, also when another has refused.</summary>
    private void Look(LimitPlan plan, CallSpending spending, LimitedCaller caller)
    {
        foreach (var counter in plan.Counters.Where(counter => counter.CountsTokens && !spending.Asked(counter)))
        {
            spending.Saw(counter, book.Look(counter.NameFor(caller), counter.Rule));
        }
    }
}
