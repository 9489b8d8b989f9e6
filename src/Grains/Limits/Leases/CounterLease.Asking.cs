using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>The asking: one call of the owner at a time, for all that wait for it.</summary>
internal sealed partial class CounterLease
{
    /// <summary>How much is asked for ahead: what was spent in about this time, in seconds.</summary>
    private const double SecondsAhead = 2;

    private long _spent;
    private double _pace;
    private long _least = long.MaxValue;
    private long _waiting;
    private long _number;
    private readonly UnansweredCalls _unanswered = new();
    private TimeSpan _askedAt;
    private TimeSpan _answeredAt;
    private LeaseAnswer _last;
    private Task? _asking;
    private LeaseCall? _asked;

    /// <summary>Waits until the owner has answered. False: it took too long.</summary>
    private async ValueTask<bool> HearsAsync(Task asking, TimeSpan rest)
    {
        if (!asking.IsCompleted && rest > TimeSpan.Zero)
        {
            await asking.WaitAsync(rest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return asking.IsCompleted;
    }

    // Only under the gate.
    private Task AskAsync(bool isReturning = false)
    {
        var now = Now();
        var need = _least is long.MaxValue ? 0 : _least;
        if (need > 0 && _rule.Kind is not CounterKind.Concurrent)
        {
            // Too little for a call here, but with what is left at the owner it may be enough.
            (_returned, _available) = (_returned + _available, 0);
        }

        var call = new LeaseCall
        {
            Silo = silo,
            Rule = _rule,
            Need = need,
            Ahead = isReturning ? 0 : Math.Max(0, _waiting - need) + Ahead(now - _askedAt),
            Returned = _returned,
            Debt = _debt,
            Held = _available + _inUse,
            KnownOwner = _answeredAt > TimeSpan.Zero && now - _answeredAt < Remembered ? _last.Owner : 0,
            Window = _last.Window,
            Number = ++_number,
            Unanswered = _unanswered.All(),
        };
        (_least, _spent, _returned, _debt, _askedAt, _asked) = (long.MaxValue, 0, 0, 0, now, call);

        // Not on the caller's stack: the owner may be in this process, and the gate is held.
        return Task.Run(() => AskAsync(call, now));
    }

    /// <summary>
    /// By the pace of late, which fades over the same time: a single call asks for as much as it took itself, not for all there is. Permits come
    /// back by themselves, and are not asked for ahead.
    /// </summary>
    private long Ahead(TimeSpan elapsed)
    {
        if (_rule.Kind is CounterKind.Concurrent)
        {
            return 0;
        }

        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        _pace += ((Math.Max(0, _spent) / seconds) - _pace) * (1 - Math.Exp(-seconds / SecondsAhead));
        return (long)(_pace * SecondsAhead);
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
            // Whatever it was: whether it has arrived, only the owner knows. It is told again.
        }

        lock (_gate)
        {
            (_asking, _asked) = (null, null);
            if (answer is { } heard)
            {
                Hear(call, heard, asked);
            }
            else
            {
                _pausedUntil = Now() + Pause;
                if (_rule.Kind is not CounterKind.Concurrent)
                {
                    _unanswered.Add(call);
                }
            }
        }
    }

    private void Hear(LeaseCall call, LeaseAnswer answer, TimeSpan asked)
    {
        _unanswered.Clear();
        if (answer.Window != _last.Window)
        {
            // What is left of the old window is worth nothing in the new one.
            (_available, _returned) = (0, 0);
        }

        (_last, _answeredAt, _pausedUntil, _own) = (answer, Now(), TimeSpan.Zero, null);
        if (answer.Exceeded > 0)
        {
            metrics.Exceeded(word, answer.Exceeded);
        }

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
}
