using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>
/// What one call has reserved, and what it used. Written by its relay alone; its headers may also be asked for by the timer that keeps a stream
/// alive, and may then be a moment old.
/// </summary>
internal sealed class CallSpending(AliasView alias, CallRequest request, TokenCounter tokens, LeaseMetrics metrics)
{
    private readonly List<HeldCounter> _held = new(4);
    private HeldCounter? _refusing;
    private long _prompt = -1;
    private long _used;
    private bool _isSettled;

    /// <summary>What the client is told; null when all counters gave what was needed.</summary>
    public GatewayError? Refusal { get; private set; }

    // Only while the call runs: its body goes back to a pool afterwards.
    private long Prompt
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

    private long Answer => Math.Min(alias.Expected.Tokens, request.Scan.MaxTokens ?? long.MaxValue);

    /// <summary>How much to ask of a counter. Null: it can never have as much, and the call is refused.</summary>
    public long? Needs(PlannedCounter counter)
    {
        if (!counter.CountsTokens)
        {
            return 1;
        }

        var prompt = counter.EstimatesPrompt ? Prompt : 0;
        if (prompt <= counter.Rule.Amount)
        {
            // An answer is only expected to be so long: that does not refuse a call which could fit.
            return Math.Clamp(prompt + Answer, 1, counter.Rule.Amount);
        }

        Refusal = LimitRefusal.TooLarge(counter, prompt);
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

    /// <summary>An attempt has ended: what it used is added up.</summary>
    public void Attempted(in AttemptResult result)
    {
        var usage = result.Usage;
        var isAnswered = result is { Failure: null, Abandoned: false };
        if (isAnswered && usage.Total > 0)
        {
            alias.Expected.Add(usage.Completion);
            _used += usage.Total;
        }
        else if (result.HasEnded && usage.Total > 0)
        {
            _used += usage.Total;
        }
        else if (isAnswered || result.Committed || (result.Abandoned && (usage.Total > 0 || request.Live.Phase >= CallPhase.Waiting)))
        {
            // The provider has worked, and did not come to say for how much. Of a whole answer nobody has seen anything yet.
            var answer = Math.Max(usage.Completion, request.Live.Tokens);
            _used += (usage.Prompt > 0 ? usage.Prompt : Prompt) + (request.Stream ? answer : Math.Max(answer, Answer));
        }
        else
        {
            _used += usage.Total;
        }
    }

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
            var used = Refusal is not null ? 0 : held.Counter.CountsTokens ? _used : 1;
            held.Lease.Settle(held.Spent, used);
            if (used > 0)
            {
                metrics.Settled(held.Counter.Word, held.Counter.Scope, used);
            }
        }
    }

    /// <summary>How the limits stand, for the client.</summary>
    /// <param name="tokens">Of the whole answer that follows; null where they are not known yet.</param>
    public void AddHeaders(List<KeyValuePair<string, string>> headers, long? tokens)
    {
        var counters = _refusing is { } refusing ? [.. _held, refusing] : _held;
        var standing = new LimitStanding(_isSettled, tokens is { } used ? _used + used : null);
        LimitReplyHeaders.Add(headers, counters, standing, tokens ?? (_isSettled ? _used : null), () => Prompt);
    }

    /// <summary>An error for the client of this call, once it is settled: with what every answer says.</summary>
    public GatewayError Said(GatewayError error)
    {
        var headers = new List<KeyValuePair<string, string>>(error.Headers);
        AddHeaders(headers, null);
        return error with { Headers = headers };
    }
}

/// <summary>A counter and what it gave.</summary>
internal sealed record HeldCounter(PlannedCounter Counter, CounterLease Lease, Leases.Spending Spent);

/// <param name="IsSettled">Whether what was used is in the counters already.</param>
/// <param name="Used">Where it is not, what will be: known of whole answers.</param>
internal readonly record struct LimitStanding(bool IsSettled, long? Used)
{
    public CounterReading Of(HeldCounter held)
    {
        var reading = held.Lease.Reading;
        var more = IsSettled || Used is not { } used ? 0 : held.Spent.Amount - used;
        return reading with { Remaining = Math.Clamp(reading.Remaining + more, 0, reading.Limit) };
    }
}
