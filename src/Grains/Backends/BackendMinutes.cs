using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>The counts of the last 60 minutes, a slot a minute. Not thread-safe: a grain owns it.</summary>
internal sealed class BackendMinutes
{
    public const int Kept = 60;

    private readonly Queue<BackendMinute> _minutes = new();
    private BackendMinute? _current;

    public void Add(BackendCounts counts, DateTimeOffset now)
    {
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        if (_current is not null && _current.Start == start)
        {
            _current = _current with { Counts = _current.Counts + counts };
            return;
        }

        if (_current is not null)
        {
            _minutes.Enqueue(_current);
        }

        _current = new(start, counts);
    }

    /// <summary>Oldest first; minutes without traffic are not there.</summary>
    public BackendMinute[] At(DateTimeOffset now)
    {
        var oldest = now - TimeSpan.FromMinutes(Kept);
        while (_minutes.TryPeek(out var first) && first.Start <= oldest)
        {
            _minutes.Dequeue();
        }

        return [.. _minutes, .. _current is { } current && current.Start > oldest ? [current] : Array.Empty<BackendMinute>()];
    }
}
