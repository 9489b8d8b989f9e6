namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// The time limits of one attempt, and the client's hang-up, behind one token. A limit is renewed by writing down the time; only the timer
/// itself, which runs out rarely, looks whether it did so for nothing. Not thread-safe, but for the timer.
/// </summary>
/// <remarks>All of them are the provider's: while the client is waited for, the clock stands still.</remarks>
internal sealed class Deadline : IDisposable
{
    private const long Running = long.MinValue;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly TimeSpan _total;
    private long _started;
    private long _since;
    private long _pausedAt = Running;
    private bool _isOverdue;
    private bool _hasArrived;
    private TimeSpan _content;
    private TimeSpan _limit;
    private long _most = TimeSpan.MaxValue.Ticks;
    private volatile bool _expired;

    /// <param name="content">Until <see cref="LiftContent"/>; null: no such limit.</param>
    public Deadline(TimeProvider time, TimeSpan total, TimeSpan? content, CancellationToken hangUp)
    {
        _time = time;
        _total = total;
        _limit = total;
        _content = content ?? TimeSpan.MaxValue;
        _started = _since = time.GetTimestamp();
        _source = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        _timer = time.CreateTimer(static state => ((Deadline)state!).Check(), this, Left(), Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether a limit ran out, as against a hang-up.</summary>
    public bool Expired => _expired;

    /// <summary>Something arrived: from the first time on, it is the time between two arrivals that is limited.</summary>
    public void Arrived(TimeSpan idle)
    {
        if (_hasArrived)
        {
            Touch();
        }
        else
        {
            Switch(idle);
            _hasArrived = true;
        }
    }

    /// <summary>A call begins, or another phase of it: this limit applies from now on, until something arrives.</summary>
    public void Switch(TimeSpan limit)
    {
        _hasArrived = false;

        // The timer must not be set by what it has read of the limit before. The source is nobody else's lock, and saves each attempt an object.
        lock (_source)
        {
            _limit = limit;
            Touch();
            _timer.Change(Due(), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The client is waited for, and nothing asked of the provider: the clock stands still.</summary>
    public void Pause()
    {
        lock (_source)
        {
            _pausedAt = _time.GetTimestamp();
        }
    }

    /// <summary>The clock goes on from where it stood. May be called again.</summary>
    public void Resume()
    {
        lock (_source)
        {
            if (_pausedAt == Running)
            {
                return;
            }

            var stood = _time.GetTimestamp() - _pausedAt;
            _pausedAt = Running;
            _started += stood;
            Volatile.Write(ref _since, _since + stood);
            if (_isOverdue)
            {
                _isOverdue = false;
                _timer.Change(Due(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The first content is there. The timer is left as it is: it runs out once for nothing.</summary>
    public void LiftContent() => _content = TimeSpan.MaxValue;

    /// <summary>All of it takes no longer than this from now on. From any thread.</summary>
    public void Limit(TimeSpan most)
    {
        try
        {
            lock (_source)
            {
                // Whoever is waited for has left: the clock runs from here on.
                Resume();
                _most = (_time.GetElapsedTime(_started) + most).Ticks;
                _timer.Change(Due(), Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this very moment.
        }
    }

    /// <summary>Ends it at once, as a hang-up does. From any thread.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this very moment.
        }
    }

    /// <summary>As <see cref="Cancel"/>; what hangs on the token runs on another thread.</summary>
    public void CancelAsync()
    {
        try
        {
            _source.CancelAsync().Ignore();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this very moment.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        lock (_source)
        {
            if (_pausedAt != Running)
            {
                _isOverdue = true;
                return;
            }

            var due = Due();
            if (due > TimeSpan.Zero)
            {
                _timer.Change(due, Timeout.InfiniteTimeSpan);
                return;
            }

            _expired = true;
        }

        Cancel();
    }

    private void Touch() => Volatile.Write(ref _since, _time.GetTimestamp());

    private TimeSpan Due() => Min(_limit - _time.GetElapsedTime(Volatile.Read(ref _since)), Left());

    private TimeSpan Left() => Min(Min(_total, _content), TimeSpan.FromTicks(_most)) - _time.GetElapsedTime(_started);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? (a < TimeSpan.Zero ? TimeSpan.Zero : a) : b < TimeSpan.Zero ? TimeSpan.Zero : b;
}
