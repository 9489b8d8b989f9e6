using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>
/// What one call has reserved, and what it used. Written by its relay alone; its headers may also be asked for by the timer that keeps a stream
/// alive, and may then be a moment old.
/// </summary>
/// <param name="most">Counters of its plan.</param>
internal sealed class CallSpending(CallUsage usage, LeaseMetrics metrics, int most)
{
    private readonly List<HeldCounter> _held = new(most);
    private HeldCounter? _refusing;
    private List<(PlannedCounter Counter, CounterReading Reading)>? _seen;
    private bool _isSettled;

    /// <summary>What the client is told; null when all counters gave what was needed.</summary>
    public GatewayError? Refusal { get; private set; }

    /// <summary>How much to ask of a counter; 0: nothing, the call is none of its. Null: it can never have as much, and the call is refused.</summary>
    public long? Needs(PlannedCounter counter)
    {
        if (!counter.CountsTokens && counter.Kind is not LimitKind.Spend)
        {
            return 1;
        }

        if (counter.Kind is LimitKind.Spend && !usage.CanCost)
        {
            return 0;
        }

        var prompt = counter.EstimatesPrompt ? usage.Prompt : 0;
        var (least, expected) = counter.Kind is LimitKind.Spend
            ? (usage.ExpectedMillionths(prompt, 0), usage.ExpectedMillionths(prompt, usage.Answer))
            : (prompt, prompt + usage.Answer);
        if (least <= counter.Rule.Amount)
        {
            // An answer is only expected to be so long: that does not refuse a call which could fit.
            return Math.Clamp(expected, 1, counter.Rule.Amount);
        }

        Refusal = LimitRefusal.TooLarge(counter, least);
        metrics.Refused(counter.Word, counter.Scope);
        return null;
    }

    /// <summary>What a counter said. False: it refuses, and so is the call.</summary>
    public bool Took(PlannedCounter counter, CounterLease lease, long amount, in Leases.Spending spent, DateTimeOffset now)
    {
        var held = new HeldCounter(counter, lease, spent);
        if (spent.IsGranted)
        {
            _held.Add(held);
            return true;
        }

        _refusing = held;
        Refusal = LimitRefusal.Of(counter, amount, spent, lease.Reading, now);
        metrics.Refused(counter.Word, counter.Scope);
        return false;
    }

    /// <summary>Whether a counter has been asked.</summary>
    public bool Asked(PlannedCounter counter) => ReferenceEquals(_refusing?.Counter, counter) || _held.Exists(held => ReferenceEquals(held.Counter, counter));

    /// <summary>How a counter stands that was not asked, since another had refused.</summary>
    public void Saw(PlannedCounter counter, CounterReading reading) => (_seen ??= []).Add((counter, reading));

    /// <summary>The call is over. The first time counts.</summary>
    public void Settle()
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        foreach (var held in _held)
        {
            var used = Refusal is not null ? 0 : Used(held.Counter);
            held.Lease.Settle(held.Spent, used);
            if (used > 0)
            {
                metrics.Settled(held.Counter.Word, held.Counter.Scope, used);
            }
        }
    }

    private long Used(PlannedCounter counter) =>
        counter.CountsTokens ? usage.Tokens : counter.Kind is LimitKind.Spend ? usage.CostMillionths : 1;

    /// <summary>How the limits stand, for the client.</summary>
    /// <param name="tokens">Of the whole answer that follows; null where they are not known yet.</param>
    public void AddHeaders(List<KeyValuePair<string, string>> headers, long? tokens)
    {
        List<HeldCounter> counters = _refusing is { } refusing ? [.. _held, refusing] : _held;
        var standing = new LimitStanding(_isSettled, tokens is { } used ? usage.Tokens + used : null);
        // Counting the prompt is only worth it where somebody is told.
        var prompt = counters.Exists(static held => held.Counter.Headers.TokensConsumed is not null) ? usage.Prompt : 0;
        LimitReplyHeaders.Add(headers, counters, _seen, standing, tokens ?? (_isSettled ? usage.Tokens : null), prompt);
    }
}

/// <summary>A counter and what it gave.</summary>
internal readonly record struct HeldCounter(PlannedCounter Counter, CounterLease Lease, Leases.Spending Spent);

/// <param name="IsSettled">Whether what was used is in the counters already.</param>
/// <param name="Used">Where it is not, what will be: known of whole answers.</param>
internal readonly record struct LimitStanding(bool IsSettled, long? Used)
{
    public CounterReading Of(HeldCounter held)
    {
        var reading = held.Lease.Reading;
        var more = IsSettled || Used is not { } used ? 0 : held.Spent.Amount - used;
        return reading with { Level = Math.Min(reading.Level + more, reading.Limit) };
    }
}
