using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// How long ago a mirror was last told that it is up to date, and what requests may do then. A silo that has been out of touch for 10 seconds (it
/// was stopped, or cut off) asks the owner before its next request goes on, and serves as degraded if there is no answer within 200 ms. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///   renewed ──10 s──▶ the next request asks, 200 ms at most ──no answer──▶ degraded: served without asking ──MaxStaleness──▶ refused
///      ▲                              │                                          │                                            │
///      └──────────────────────────────┴────────────── a renewal comes through ───┴────────────────────────────────────────────┘
/// </code>
/// Time is monotonic and goes on while a process is stopped, so that the first thing it notices afterwards is how old its knowledge is.
/// </remarks>
public sealed class Freshness
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan? _limit;
    private readonly ILogger _logger;
    private Func<Task<bool>>? _renew;
    private Task<bool>? _asking;
    private long _asked;
    private long? _renewed;
    private State _said;

    // Until then, requests go on without a question.
    private long _until = long.MinValue;

    public Freshness(TimeProvider time, IOptions<MirrorOptions>? options = null, MirrorMetrics? metrics = null, ILogger<Freshness>? logger = null)
    {
        (_time, _limit, _logger) = (time, options?.Value.MaxStaleness, logger ?? NullLogger<Freshness>.Instance);
        metrics?.Observe("catalog", this);
    }

    /// <summary>Since the owner last said that the mirror is up to date; null before the first time.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (_lock)
            {
                return _renewed is { } renewed ? _time.GetElapsedTime(renewed) : null;
            }
        }
    }

    /// <summary>Whether what is served may be out of date.</summary>
    public bool IsDegraded => Age >= MirrorTiming.Fresh;

    /// <summary>Whether it may be so old that nothing is served by it.</summary>
    public bool IsTooOld => Age > _limit;

    /// <summary>Whether a request may go on without a question: one comparison.</summary>
    /// <param name="now">A timestamp of the process' clock.</param>
    public bool Admits(long now) => now < Volatile.Read(ref _until);

    /// <summary>Null when a request may go on; else the error that it is owed. Waits only in a silo that has just found itself out of touch.</summary>
    public ValueTask<GatewayError?> AdmitAsync() => Admits(_time.GetTimestamp()) ? default : AskAsync();

    /// <summary>What asks the owner; null while there is no silo.</summary>
    internal void Follow(Func<Task<bool>>? renew)
    {
        lock (_lock)
        {
            (_renew, _asking) = (renew, null);
        }
    }

    /// <summary>The mirror is what the owner had in force.</summary>
    /// <param name="asked">The timestamp at which the owner was asked, not that of its answer.</param>
    internal void Renewed(long asked)
    {
        bool isBack;
        lock (_lock)
        {
            if (_renewed is { } renewed && renewed >= asked)
            {
                return;
            }

            _renewed = asked;
            Volatile.Write(ref _until, asked + Ticks(MirrorTiming.Fresh));
            isBack = _said is not State.Fresh && _time.GetElapsedTime(asked) < MirrorTiming.Fresh;
            _said = isBack ? State.Fresh : _said;
        }

        if (isBack)
        {
            _logger.BackInTouch();
        }
    }

    /// <summary>A renewal came to nothing: requests need not try the same again at once.</summary>
    /// <param name="asked">When it began. One from before the process was stopped says nothing about now.</param>
    internal void NotRenewed(long asked) => Decide(asked);

    /// <summary>The mirror was filled with what was known before this process: nobody has confirmed it.</summary>
    /// <param name="age">For how long nobody has.</param>
    internal void Loaded(TimeSpan age)
    {
        lock (_lock)
        {
            if (_renewed is null)
            {
                _renewed = _time.GetTimestamp() - Ticks(age > MirrorTiming.Fresh ? age : MirrorTiming.Fresh);
            }
        }

        Decide(_time.GetTimestamp());
    }

    private async ValueTask<GatewayError?> AskAsync()
    {
        Task<bool>? asking;
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            // All requests that come in this moment wait for one answer. It is asked for on the pool: a renewal is many calls, and neither the lock
            // nor the turn of the grain that happens to come first is the place to begin them.
            if (_renew is { } renew && (_asking is null or { IsCompleted: true } || _time.GetElapsedTime(_asked, now) >= MirrorTiming.Admission))
            {
                (_asking, _asked) = (Task.Run(renew), now);
            }

            asking = _asking;
        }

        if (asking is not null)
        {
            await ((Task)asking).WaitAsync(MirrorTiming.Admission, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Decide(now) ? null : Failures.StaleConfiguration;
    }

    /// <summary>Whether requests go on. Those of the next seconds do so without asking: whoever renews in the background goes on trying.</summary>
    private bool Decide(long tried)
    {
        TimeSpan age;
        State now;
        lock (_lock)
        {
            if (_renewed is not { } renewed)
            {
                return true; // Nothing is served by this mirror yet, so nothing is out of date.
            }

            age = _time.GetElapsedTime(renewed);
            now = age < MirrorTiming.Fresh ? State.Fresh : age > _limit ? State.TooOld : State.Degraded;
            if (now is State.Degraded)
            {
                var until = tried + Ticks(MirrorTiming.Fresh);
                Volatile.Write(ref _until, _limit is { } limit ? Math.Min(until, renewed + Ticks(limit)) : until);
            }

            if (now is State.Fresh || now == _said)
            {
                return now is not State.TooOld;
            }

            _said = now;
        }

        if (now is State.Degraded)
        {
            _logger.Degraded(age);
        }
        else
        {
            _logger.TooOld(age);
        }

        return now is not State.TooOld;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private enum State
    {
        Fresh,
        Degraded,
        TooOld,
    }
}
