namespace Orleans.Gateway.Api.Admin.Backends;

/// <summary>How often this process tests backends: each test is a call that somebody pays. Thread-safe.</summary>
internal sealed class ProbeLimit(TimeProvider time)
{
    /// <summary>Tests within a minute.</summary>
    public const int Most = 10;

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _last = new();

    /// <summary>Null when a test may go ahead; else when the next one may.</summary>
    public TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_last.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
            {
                _last.Dequeue();
            }

            if (_last.Count >= Most)
            {
                return _last.Peek() + TimeSpan.FromMinutes(1) - now;
            }

            _last.Enqueue(now);
            return null;
        }
    }
}
