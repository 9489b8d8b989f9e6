namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>
/// Times to the first content of the last minutes, in fixed classes that each end a quarter above the one before. Two halves take turns, so what
/// is older than two turns is forgotten. Not thread-safe.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>From 10 ms to 94 s; what is above falls into the last class.</summary>
    public const int Classes = 42;

    /// <summary>How long a half takes in what comes.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    private const double Shortest = 0.01;
    private const double Growth = 1.25;

    private int[] _current = new int[Classes];
    private int[] _before = new int[Classes];
    private TimeSpan _turned;

    public static int ClassOf(TimeSpan latency) =>
        latency.TotalSeconds <= Shortest ? 0 : Math.Min(Classes - 1, (int)Math.Ceiling(Math.Log(latency.TotalSeconds / Shortest, Growth) - 1e-9));

    /// <summary>The upper end of a class.</summary>
    public static TimeSpan EndOf(int at) => TimeSpan.FromSeconds(Shortest * Math.Pow(Growth, at));

    /// <param name="counts">From the fastest class on; may end early.</param>
    public void Add(IReadOnlyList<int> counts, TimeSpan now)
    {
        TurnOver(now);
        for (var i = 0; i < counts.Count && i < Classes; i++)
        {
            _current[i] += counts[i];
        }
    }

    /// <summary>Adds what is in it to sums by class.</summary>
    public void AddTo(Span<int> sums, TimeSpan now)
    {
        TurnOver(now);
        for (var i = 0; i < Classes; i++)
        {
            sums[i] += _current[i] + _before[i];
        }
    }

    /// <summary>Below which time that share of the counts is, rounded up to the end of a class; null without any.</summary>
    public static TimeSpan? Quantile(ReadOnlySpan<int> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            total += count;
        }

        var left = (long)Math.Ceiling(total * share);
        for (var i = 0; total > 0 && i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0)
            {
                return EndOf(i);
            }
        }

        return null;
    }

    private void TurnOver(TimeSpan now)
    {
        for (var turns = 0; now - _turned >= Turn && turns < 2; turns++)
        {
            (_current, _before) = (_before, _current);
            Array.Clear(_current);
            _turned += Turn;
        }

        _turned = now - _turned >= Turn ? now : _turned;
    }
}
