using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>
/// What this process may spend of one counter without asking, and the asking. Spending from a lease reads and writes memory; where the lease is too
/// small, the call waits for the owner once, and only the owner refuses. Thread-safe.
/// </summary>
/// <param name="owner">Calls the owner.</param>
/// <param name="word">What it counts, for metrics.</param>
/// <param name="silos">The active silos of the cluster, as last known; at least 1.</param>
internal sealed partial class CounterLease(
    string silo, Func<LeaseCall, ValueTask<LeaseAnswer>> owner, Func<int> silos, LeaseMetrics metrics, TimeProvider time, string word = "tokens")
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

    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private CounterRule _rule;
    private long _available;
    private long _inUse;
    private int _out;
    private long _returned;
    private long _debt;
    private long _lastGrant;
    private bool _isRetired;
    private TimeSpan _goodUntil;
    private TimeSpan _pausedUntil;
    private (long Need, TimeSpan Until, TimeSpan? Retry) _refused = (long.MaxValue, TimeSpan.Zero, null);
    private TokenBucket? _own;

    /// <summary>The counter's name.</summary>
    public string Counter { get; init; } = "";

    /// <summary>How the counter stands as far as this process knows: as its owner last said, less what was spent here since.</summary>
    public CounterReading Reading
    {
        get
        {
            lock (_gate)
            {
                if (_own is { } own)
                {
                    return new(_rule.Amount, own.Level, null);
                }

                // In floating point: nothing of it can overflow.
                var known = OwnersLevel() + _available + _returned - _debt + (_asked is { } asked ? (double)asked.Returned - asked.Debt : 0) - _unanswered.Net;
                var since = Now() - _answeredAt;
                return _rule.Kind switch
                {
                    CounterKind.PerMinute => new(_rule.Amount, new TokenBucket(known, TimeSpan.Zero).Refilled(_rule.Amount, since).Level, null),
                    CounterKind.Quota => new(_rule.Amount, known, _last.ResetsIn > since ? _last.ResetsIn - since : TimeSpan.Zero),
                    _ => new(_rule.Amount, known, TimeSpan.Zero),
                };
            }
        }
    }

    /// <summary>As <see cref="Reading"/>; null while this process knows nothing of the counter.</summary>
    public CounterReading? Known
    {
        get
        {
            lock (_gate)
            {
                return _own is not null || _answeredAt > TimeSpan.Zero ? Reading : null;
            }
        }
    }

    /// <summary>Takes the amount, or says why not. What is taken is settled once, with <see cref="Settle"/>.</summary>
    /// <param name="mayShare">Whether this process spends its own share while the owner is out of reach.</param>
    /// <param name="patience">How long to wait for the owner.</param>
    /// <returns>Null: this lease is no longer in the book; ask that for another.</returns>
    public async ValueTask<Spending?> SpendAsync(CounterRule rule, long amount, bool mayShare, TimeSpan patience)
    {
        var until = TimeSpan.Zero;
        for (var round = 0; ; round++)
        {
            Task asking;
            TimeSpan rest;
            lock (_gate)
            {
                if (_isRetired)
                {
                    return null;
                }

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
                    return Spending.Refused(Believed);
                }

                until = round == 0 ? Now() + patience : until;
                rest = until - Now();
                _least = Math.Min(_least, amount);
                _waiting += amount;
                asking = _asking ??= AskAsync();
            }

            var hasHeard = await HearsAsync(asking, rest).ConfigureAwait(false);
            lock (_gate)
            {
                _waiting -= amount;
                if (!hasHeard)
                {
                    _pausedUntil = Now() + Pause;
                }
            }
        }
    }

    /// <summary>A call has ended: what it did not use goes back, what it used beyond is owed.</summary>
    /// <param name="taken">What <see cref="SpendAsync"/> granted.</param>
    public void Settle(in Spending taken, long used)
    {
        lock (_gate)
        {
            _out--;
            if (_rule.Kind is CounterKind.Concurrent)
            {
                _inUse -= taken.Amount;
                _available += taken.Amount;
                // Others may be refused for want of it; where there is plenty, the next call here finds it.
                if (_asking is null && _last.Remaining < _rule.Amount / 4 + 1 && _pausedUntil <= Now())
                {
                    _available = 0;
                    _asking = AskAsync();
                }

                return;
            }

            _spent = Sum.Of(_spent, used - taken.Amount);
            var rest = taken.Amount - used;
            if (rest < 0)
            {
                metrics.Overspent(word, -rest);
                var covered = Math.Min(_available, -rest);
                _available -= covered;
                _debt = Sum.Of(_debt, -rest - covered);
            }
            else if (_own is { } own)
            {
                // Spent beside the owner, who hears of it as a debt: where it has not heard yet, of a smaller one. What is returned, it takes in its own window only.
                _own = own.Return(rest, Share());
                var unheard = Math.Min(_debt, rest);
                _debt -= unheard;
                rest -= unheard;
                if (_answeredAt > TimeSpan.Zero)
                {
                    _returned += rest;
                }
                else
                {
                    // Of a window that is not known here, nothing can be returned.
                    _unanswered.Forgive(rest);
                }
            }
            else if (taken.Window == _last.Window)
            {
                _available += rest;
            }
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
                : _returned > 0 || _debt > 0 || _unanswered.Any;
            if (_asking is null && isDue && _pausedUntil <= now)
            {
                _available = _rule.Kind is CounterKind.Concurrent ? 0 : _available;
                _asking = AskAsync(isReturning: true);
            }

            return _asking;
        }
    }

    /// <summary>The process stops: gives back all that no call has. Returns the asking, if there is any.</summary>
    public Task? GiveBack()
    {
        lock (_gate)
        {
            _goodUntil = TimeSpan.Zero;
        }

        return Tend();
    }

    /// <summary>Takes this lease out of use, if nothing is leased or owed, no call is under way that will settle here, and nobody has asked for a while.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired |= _available == 0 && _out == 0 && _returned == 0 && _debt == 0 && !_unanswered.Any && _asking is null && Now() - _askedAt > Remembered;
        }
    }

    /// <summary>What was left at the owner. Of a minute's amount that is used up, the time until it is full says by how much it was overdrawn.</summary>
    private double OwnersLevel() => _rule.Kind is CounterKind.PerMinute && _last.Remaining == 0
        ? Math.Min(0, _rule.Amount * (1 - _last.ResetsIn.TotalMinutes))
        : _last.Remaining;

    private Spending? TrySpend(long amount)
    {
        var now = Now();
        Expire(now);
        if (_available >= amount && amount > 0)
        {
            _out++;
            _available -= amount;
            _spent += amount;
            _inUse += _rule.Kind is CounterKind.Concurrent ? amount : 0;
            if (_available < _lastGrant / 2 && _asking is null && _pausedUntil <= now && _rule.Kind is not CounterKind.Concurrent)
            {
                _asking = AskAsync();
            }

            return Spending.Granted(amount, _last.Window);
        }

        return amount >= _refused.Need && now < _refused.Until ? Spending.Refused(_refused.Retry) : null;
    }

    /// <summary>The owner is out of reach: an equal share of the limit, of which the owner hears later as a debt.</summary>
    private Spending SpendShare(long amount, bool mayShare)
    {
        if (!mayShare)
        {
            return Spending.Unavailable;
        }

        var now = Now();
        var share = Share();
        if (_rule.Kind is CounterKind.Concurrent)
        {
            if (_inUse + amount > share)
            {
                return Spending.Refused(Pause);
            }

            _out++;
            _inUse += amount;
            metrics.SpentAlone(word, amount);
            return Spending.Granted(amount, 0);
        }

        var own = _own ?? OwnAtFirst(share, now);
        own = _rule.Kind is CounterKind.Quota ? own : own.Refilled(share, now);
        if (own.Level < amount)
        {
            _own = own;
            return Spending.Refused(_rule.Kind is CounterKind.Quota ? Pause : own.WaitFor(amount, share) ?? Pause);
        }

        _out++;
        _own = own.Take(amount);
        _debt += amount;
        _spent += amount;
        metrics.SpentAlone(word, amount);
        return Spending.Granted(amount, _last.Window);
    }

    /// <summary>Of a quota that was heard of, of what was left of it then; it does not fill.</summary>
    private long Share() => Math.Max(1, (_rule.Kind is CounterKind.Quota && _answeredAt > TimeSpan.Zero ? _last.Remaining : _rule.Amount) / Nodes());

    /// <summary>A rate that was heard of begins with its part of what was left of it then and has filled up since: what all have spent is not there again because its owner is gone.</summary>
    private TokenBucket OwnAtFirst(long share, TimeSpan now) => _rule.Kind is CounterKind.PerMinute && _answeredAt > TimeSpan.Zero
        ? new(Math.Min(share, new TokenBucket(_last.Remaining, _answeredAt).Refilled(_rule.Amount, now).Level / Nodes()), now)
        : TokenBucket.Full(share, now);

    private int Nodes() => Math.Max(silos(), Math.Max(1, _last.Silos));

    private void Expire(TimeSpan now)
    {
        if (_available > 0 && now >= _goodUntil && _rule.Kind is not CounterKind.Concurrent)
        {
            metrics.Unspent(word, _available);
            _returned += _available;
            _available = 0;
        }
    }

    private TimeSpan Now() => time.GetElapsedTime(_began);
}

/// <param name="Amount">That was granted; 0 when refused.</param>
/// <param name="Window">See <see cref="LeaseAnswer.Window"/>.</param>
/// <param name="RetryAfter">When refused: how long until it can be granted; null: never.</param>
/// <param name="IsUnavailable">Refused since the owner is out of reach.</param>
internal readonly record struct Spending(long Amount, long Window, TimeSpan? RetryAfter, bool IsUnavailable = false)
{
    public bool IsGranted => Amount > 0;

    public static Spending Unavailable => new(0, 0, CounterLease.Pause, IsUnavailable: true);

    public static Spending Granted(long amount, long window) => new(amount, window, TimeSpan.Zero);

    public static Spending Refused(TimeSpan? retryAfter) => new(0, 0, retryAfter);
}

/// <param name="Limit">The whole of it.</param>
/// <param name="Level">What is left of it; below 0 where more was spent than there was.</param>
/// <param name="Renewal">Until all of it is there at once; null: it fills evenly, within a minute.</param>
internal readonly record struct CounterReading(long Limit, double Level, TimeSpan? Renewal)
{
    public long Remaining => (long)Math.Clamp(Level, 0, Limit);

    /// <summary>Until all of it is there.</summary>
    public TimeSpan ResetsIn => Renewal ?? new TokenBucket(Level, TimeSpan.Zero).WaitFor(Limit, Limit)!.Value;
}
