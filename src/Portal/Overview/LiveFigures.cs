namespace Orleans.Gateway.Portal.Overview;

/// <summary>What counters said at a moment, by backend.</summary>
internal sealed record Sample(DateTimeOffset At, IReadOnlyDictionary<string, Counters> Backends)
{
    public Counters Sum => Backends.Values.Aggregate(default(Counters), (sum, one) => sum + one);
}

public readonly record struct Counters(long Attempts, long Failures, long Tokens)
{
    public static Counters operator +(Counters a, Counters b) => new(a.Attempts + b.Attempts, a.Failures + b.Failures, a.Tokens + b.Tokens);

    public static Counters operator -(Counters a, Counters b) => new(a.Attempts - b.Attempts, a.Failures - b.Failures, a.Tokens - b.Tokens);
}

/// <summary>
/// Rates out of counters that only grow, but for a backend that was made anew or whose silo died, which starts again at less: that counts as nothing.
/// </summary>
internal sealed class LiveFigures
{
    /// <summary>Five minutes, at one sample in two seconds.</summary>
    private const int Most = 150;

    /// <summary>What a rate is the mean of.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly List<Sample> _samples = [];

    public void Add(Sample sample)
    {
        _samples.Add(sample);
        if (_samples.Count > Most)
        {
            _samples.RemoveAt(0);
        }
    }

    /// <summary>Attempts in a second, over the last ten; null before there are two samples.</summary>
    public double? AttemptsPerSecond => Rate(counters => counters.Attempts);

    public double? TokensPerMinute => Rate(counters => counters.Tokens) * 60;

    /// <summary>The share of the attempts of the last five minutes that failed, 0 to 100; null without any.</summary>
    public double? FailedPercent => _samples.Count > 1 && Difference(_samples[0], _samples[^1]) is { Attempts: > 0 } seen ? 100.0 * seen.Failures / seen.Attempts : null;

    /// <summary>Tokens in a second, for each backend that had any: times in seconds since 1970, and one value for each.</summary>
    public (double[] Times, IReadOnlyList<(string Backend, double[] Values)> Series) Tokens()
    {
        var steps = _samples.Skip(1).Zip(_samples).ToList();
        var names = _samples.SelectMany(sample => sample.Backends.Keys).Distinct().Order(StringComparer.Ordinal);
        return (
            [.. steps.Select(step => step.First.At.ToUnixTimeMilliseconds() / 1000.0)],
            [
                .. names.Select(name => (name, steps.Select(step => PerSecond(Of(step.Second, name), Of(step.First, name), step.First.At - step.Second.At)).ToArray()))
                    .Where(series => series.Item2.Any(value => value > 0)),
            ]);
    }

    private static double PerSecond(Counters? before, Counters? after, TimeSpan time) =>
        before is { } from && after is { } to && time > TimeSpan.Zero ? Math.Max(0, (to - from).Tokens) / time.TotalSeconds : 0;

    private double? Rate(Func<Counters, long> what)
    {
        if (_samples.Count < 2)
        {
            return null;
        }

        var last = _samples[^1];
        var first = _samples.First(sample => last.At - sample.At <= Window || sample == _samples[^2]);
        return first.At < last.At ? Math.Max(0, what(Difference(first, last))) / (last.At - first.At).TotalSeconds : null;
    }

    private static Counters Difference(Sample from, Sample to) => to.Backends
        .Where(entry => Of(from, entry.Key) is { } before && before.Attempts <= entry.Value.Attempts)
        .Aggregate(default(Counters), (sum, entry) => sum + (entry.Value - Of(from, entry.Key)!.Value));

    private static Counters? Of(Sample sample, string backend) => sample.Backends.TryGetValue(backend, out var found) ? found : null;
}
