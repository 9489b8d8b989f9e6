using System.Collections.Concurrent;

namespace Orleans.Gateway.Compare.Calls;

/// <summary>What came of a load. Thread-safe while it runs.</summary>
internal sealed class Outcome
{
    private readonly ConcurrentDictionary<string, int> _mistakes = new();
    private readonly List<double> _latencies = [];
    private int _calls;

    /// <summary>That were answered as they had to be.</summary>
    public int Calls
    {
        get => _calls;
        set => _calls = value;
    }

    public TimeSpan Elapsed { get; set; }

    /// <summary>How often each went wrong.</summary>
    public IReadOnlyDictionary<string, int> Mistakes => _mistakes;

    /// <summary>From the moment at which a call was due to the end of its answer, in microseconds.</summary>
    public IReadOnlyList<double> Latencies => _latencies;

    public void Count(string? mistake)
    {
        if (mistake is null)
        {
            Interlocked.Increment(ref _calls);
        }
        else
        {
            _mistakes.AddOrUpdate(mistake, 1, (_, count) => count + 1);
        }
    }

    public void Took(TimeSpan time)
    {
        lock (_latencies)
        {
            _latencies.Add(time.TotalMicroseconds);
        }
    }
}
