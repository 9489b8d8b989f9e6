using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>The leases of this process by counter. Outlives its silo: while there is none, shares are spent.</summary>
internal sealed class LeaseBook(GrainSource grains, LeaseMetrics metrics, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CounterLease> _byCounter = new(StringComparer.Ordinal);

    // New for each start of the process: what an earlier one held is nobody's.
    private readonly string _process = Guid.CreateVersion7().ToString("N");

    public CounterLease Of(string counter, CounterKind kind) =>
        _byCounter.GetOrAdd(counter, static (key, self) => self.book.Create(key, self.kind), (book: this, kind));

    /// <summary>Called every second.</summary>
    public void Tend()
    {
        foreach (var (counter, lease) in _byCounter)
        {
            lease.Tend();
            if (lease.IsIdle)
            {
                _byCounter.TryRemove(KeyValuePair.Create(counter, lease));
            }
        }
    }

    private CounterLease Create(string counter, CounterKind kind) => new(
        _process,
        call => grains.Current is { } current
            ? Owner(current, counter, kind).LeaseAsync(call)
            : ValueTask.FromException<LeaseAnswer>(new InvalidOperationException("There is no silo.")),
        metrics,
        time);

    private static ILimitGrain Owner(IGrainFactory grains, string counter, CounterKind kind) =>
        kind is CounterKind.Quota ? grains.GetGrain<IQuotaGrain>(counter) : grains.GetGrain<IRateGrain>(counter);
}
