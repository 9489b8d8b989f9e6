using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends.Gates;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>What each silo last said about a backend: calls in flight, and how fast answers begin. Not thread-safe: a grain owns it.</summary>
internal sealed class SiloSightings
{
    /// <summary>A silo without news for this long is not shown any more. Silos report while something changes.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Sighting> _silos = [];

    public void Add(BackendReport report, TimeSpan now)
    {
        if (report.Silo is not { } name)
        {
            return;
        }

        if (!_silos.TryGetValue(name, out var silo))
        {
            _silos[name] = silo = new Sighting();
        }

        silo.Last = report with { FirstContent = [], Rules = [] };
        silo.At = now;
        silo.Latency.Add(report.FirstContent, now);
    }

    /// <param name="live">The silos that follow the backend now: of the others, nothing is in flight any more.</param>
    public (BackendSiloStatus[] Silos, TimeSpan? Median, TimeSpan? Slow) At(TimeSpan now, IReadOnlyCollection<string> live)
    {
        foreach (var name in _silos.Where(silo => now - silo.Value.At > Kept && !live.Contains(silo.Key)).Select(silo => silo.Key).ToList())
        {
            _silos.Remove(name);
        }

        Span<int> all = stackalloc int[LatencyHistogram.Classes];
        Span<int> one = stackalloc int[LatencyHistogram.Classes];
        var silos = new List<BackendSiloStatus>();
        foreach (var (name, silo) in _silos.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            one.Clear();
            silo.Latency.AddTo(one, now);
            silo.Latency.AddTo(all, now);
            if (live.Contains(name))
            {
                silos.Add(new BackendSiloStatus(
                    name,
                    silo.Last.InFlight,
                    silo.Last.Waiting,
                    silo.Last.IsOpenHere,
                    LatencyHistogram.Quantile(one, 0.5),
                    LatencyHistogram.Quantile(one, 0.95),
                    now - silo.At));
            }
        }

        return ([.. silos], LatencyHistogram.Quantile(all, 0.5), LatencyHistogram.Quantile(all, 0.95));
    }

    private sealed class Sighting
    {
        public BackendReport Last { get; set; } = new();

        public TimeSpan At { get; set; }

        public LatencyHistogram Latency { get; } = new();
    }
}
