using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>
/// What this process may spend of one counter without asking, and the asking. Spending from a lease reads and writes memory; where the lease is too
/// small, the call waits for the owner once, and only the owner refuses. Thread-safe.
/// </summary>
/// <param name="owner">Calls the owner.</param>
internal sealed class CounterLease(string silo, Func<LeaseCall, ValueTask<LeaseAnswer>> owner, LeaseMetrics metrics, TimeProvider time)
{
    /// <summary>How long a call waits for the owner.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an owner that did not answer is left alone, while this process spends its own share.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long a refusal is believed: in between, tokens can have come back.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time without an answer, the owner counts as unknown: its counter is full again.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>How often a call may find that others have spent what came, before it is refused. One round is a few microseconds.</summary>
    private const int MostRounds = 10;

    /// <summary>How much is asked for ahead, in time at the pace of late.</summary>
    private const double SecondsAhead = 2;

    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private CounterRule _rule;
    private long _available;
    private long _inUse;
    private long _returned;
    private long _debt;
    private long _lastGrant;
    private long _spent;
    private long _least = long.MaxValue;
    private long _waiting;
    private TimeSpan _goodUntil;
    private TimeSpan _askedAt;
    private TimeSpan _answeredAt;
    private TimeSpan _pausedUntil;
    private (long Need, TimeSpan Until, TimeSpan? Retry) _refused = (long.MaxValue, TimeSpan.Zero, null);
    private LeaseAnswer _last;
    private TokenBucket? _own;
    private Task? _asking;

    /// <summary>How the counter stood when the owner last answered, less what was spent here since.</summary>
    public CounterReading Reading
    {
        get
        {
            lock (_gate)
            {
                return new(_rule.Amount, Math.Max(0, _last.Remaining + _available), _last.ResetsIn);
            }
        }
    }

    /// <summary>Whether nothing of it is out or owed, and nobody has spent from it for a while.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _available == 0 && _inUse == 0 && _returned == 0 && _debt == 0 && _asking is null && Now() - _askedAt > Remembered;
            }
        }
    }

    /// <summary>Takes the amount, or says why not. What is taken is settled once, with <see cref="Settle"/>.</summary>
    /// <param name="mayShare">Whether this process spends its own share while the owner is out of reach.</param>
    public async ValueTask<Spending> SpendAsync(CounterRule rule, long amount, bool mayShare)
    {
        for (var round = 0; ; round++)
        {
            Task asking;
            lock (_gate)
            {
                _rule = rule;
                if (TrySpend(amount) is { } decided)
                {
                    return decided;
                }

                if (_pausedUntil > Now())
                {
                    return SpendShare(amount, mayShare);
                }

                if (round == MostRounds)
                {
                    return new(false, Believed);
                }

                _least = Math.Min(_least, amount);
                _waiting += amount;
                asking = _asking ??= AskAsync();
            }

            if (!asking.IsCompleted)
            {
                await asking.WaitAsync(Wait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!asking.IsCompleted)
                {
                    lock (_gate)
                    {
                        _pausedUntil = Now() + Pause;
                    }
                }
            }
        }
    }

    /// <summary>A call has ended: what it did not use goes back, what it used beyond is owed.</summary>
    /// <param name="taken">What <see cref="SpendAsync"/> granted.</param>
    public void Settle(long taken, long used)
    {
        lock (_gate)
        {
            if (_rule.Kind is CounterKind.Concurrent)
            {
                _inUse -= taken;
                _available += taken;
                return;
            }

            _spent += used - taken;
            var rest = taken - used;
            if (rest >= 0)
            {
                _available += rest;
                return;
            }

            metrics.Overspent(-rest);
            var covered = Math.Min(_available, -rest);
            _available -= covered;
            _debt += -rest - covered;
        }
    }

    /// <summary>Called every second: returns what has expired and permits that nobody uses, and keeps those in use known. Returns the asking, if there is any.</summary>
    public Task? Tend()
    {
        lock (_gate)
        {
            var now = Now();
            Expire(now);
            var isDue = _rule.Kind is CounterKind.Concurrent
                ? _available > 0 || (_inUse > 0 && now - _askedAt > LeaseHolders.Forgotten / 3)
                : _returned > 0 || _debt > 0;
            if (_asking is null && isDue && _pausedUntil <= now)
            {
                _available = _rule.Kind is CounterKind.Concurrent ? 0 : _available;
                _asking = AskAsync();
            }

            return _asking;
        }
    }

    private Spending? TrySpend(long amount)
    {
        var now = Now();
        Expire(now);
        if (_available >= amount)
        {
            _available -= amount;
            _spent += amount;
            _inUse += _rule.Kind is CounterKind.Concurrent ? amount : 0;
            if (_available < _lastGrant / 2 && _asking is null && _pausedUntil <= now && _rule.Kind is not CounterKind.Concurrent)
            {
                _asking = AskAsync();
            }

            return Spending.Granted;
        }

        return amount >= _refused.Need && now < _refused.Until ? new(false, _refused.Retry) : null;
    }

    /// <summary>The owner is out of reach: an equal share of the limit, of which the owner hears later as a debt.</summary>
    private Spending SpendShare(long amount, bool mayShare)
    {
        if (!mayShare)
        {
            return Spending.Unavailable;
        }

        var now = Now();
        var share = Math.Max(1, _rule.Amount / Math.Max(1, _last.Silos));
        if (_rule.Kind is CounterKind.Concurrent)
        {
            if (_inUse + amount > share)
            {
                return new(false, Pause);
            }

            _inUse += amount;
            metrics.SpentAlone(amount);
            return Spending.Granted;
        }

        // Of a quota that was heard of, what was left of it then; it does not fill.
        var capacity = _rule.Kind is CounterKind.Quota && _answeredAt > TimeSpan.Zero ? Math.Min(share, _last.Remaining / Math.Max(1, _last.Silos)) : share;
        var own = _own ?? TokenBucket.Full(capacity, now);
        own = _rule.Kind is CounterKind.Quota ? own : own.Refilled(capacity, now);
        if (own.Level < amount)
        {
            _own = own;
            return new(false, _rule.Kind is CounterKind.Quota ? Pause : own.WaitFor(amount, capacity));
        }

        _own = own.Take(amount);
        _debt += amount;
        _spent += amount;
        metrics.SpentAlone(amount);
        return Spending.Granted;
    }

    private void Expire(TimeSpan now)
    {
        if (_available > 0 && now >= _goodUntil && _rule.Kind is not CounterKind.Concurrent)
        {
            metrics.Unspent(_available);
            _returned += _available;
            _available = 0;
        }
    }

    // Only under the gate.
    private Task AskAsync()
    {
        var now = Now();
        var elapsed = Math.Max(0.1, (now - _askedAt).TotalSeconds);
        var need = _least is long.MaxValue ? 0 : _least;
        var call = new LeaseCall
        {
            Silo = silo,
            Rule = _rule,
            Need = need,
            Ahead = Math.Max(0, _waiting - need) + (long)(Math.Max(0, _spent) / elapsed * SecondsAhead),
            Returned = _returned,
            Debt = _debt,
            Held = _available + _inUse,
            KnownOwner = _answeredAt > TimeSpan.Zero && now - _answeredAt < Remembered ? _last.Owner : 0,
        };
        (_least, _waiting, _spent, _returned, _debt, _askedAt) = (long.MaxValue, 0, 0, 0, 0, now);

        // Not on the caller's stack: the owner may be in this process, and the gate is held.
        return Task.Run(() => AskAsync(call, now));
    }

    private async Task AskAsync(LeaseCall call, TimeSpan asked)
    {
        LeaseAnswer? answer = null;
        try
        {
            answer = await owner(call).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever it was: whether it has arrived is not known. The debt is told again, what was returned is not: both errors spend less.
        }

        lock (_gate)
        {
            _asking = null;
            if (answer is { } heard)
            {
                Hear(call, heard, asked);
            }
            else
            {
                _debt += call.Debt;
                _pausedUntil = Now() + Pause;
            }
        }
    }

    private void Hear(LeaseCall call, LeaseAnswer answer, TimeSpan asked)
    {
        (_last, _answeredAt, _pausedUntil, _own) = (answer, Now(), TimeSpan.Zero, null);
        if (answer.Granted > 0)
        {
            _available += answer.Granted;
            _lastGrant = answer.Granted;
            _goodUntil = asked + answer.GoodFor;
            _refused = (long.MaxValue, TimeSpan.Zero, null);
        }
        else if (call.Need > 0)
        {
            var believed = answer.RetryAfter is { } wait && wait < Believed ? wait : Believed;
            _refused = (call.Need, Now() + believed, answer.RetryAfter);
        }
    }

    private TimeSpan Now() => time.GetElapsedTime(_began);
}

/// <param name="RetryAfter">When refused: how long until it can be granted; null: never.</param>
/// <param name="IsUnavailable">Refused since the owner is out of reach.</param>
internal readonly record struct Spending(bool IsGranted, TimeSpan? RetryAfter, bool IsUnavailable = false)
{
    public static Spending Granted => new(true, TimeSpan.Zero);

    public static Spending Unavailable => new(false, CounterLease.Pause, IsUnavailable: true);
}

/// <param name="Limit">The whole of it.</param>
internal readonly record struct CounterReading(long Limit, long Remaining, TimeSpan ResetsIn);
