namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// The time limits of one attempt, and the client's hang-up, behind one token. A limit is renewed by writing down the time; only the timer
/// itself, which runs out rarely, looks whether it did so for nothing. Not thread-safe, but for the timer.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly long _started;
    private readonly TimeSpan _total;
    private long _since;
    private TimeSpan _limit;
    private volatile bool _expired;

    public Deadline(TimeProvider time, TimeSpan total, CancellationToken hangUp)
    {
        _time = time;
        _total = total;
        _limit = total;
        _started = _since = time.GetTimestamp();
        _source = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        _timer = time.CreateTimer(static state => ((Deadline)state!).Check(), this, total, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether a limit ran out, as against a hang-up.</summary>
    public bool Expired => _expired;

    /// <summary>Something arrived: the running limit starts anew.</summary>
    public void Touch() => Volatile.Write(ref _since, _time.GetTimestamp());

    /// <summary>Another limit applies from now on.</summary>
    public void Switch(TimeSpan limit)
    {
        _limit = limit;
        Touch();
        _timer.Change(Min(limit, Left()), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        var due = Min(_limit - _time.GetElapsedTime(Volatile.Read(ref _since)), Left());
        if (due > TimeSpan.Zero)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
            return;
        }

        _expired = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this very moment.
        }
    }

    private TimeSpan Left() => _total - _time.GetElapsedTime(_started);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? (a < TimeSpan.Zero ? TimeSpan.Zero : a) : b < TimeSpan.Zero ? TimeSpan.Zero : b;
}
