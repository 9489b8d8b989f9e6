using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>The leases of this process by counter. Outlives its silo: while there is none, shares are spent.</summary>
public sealed class LeaseBook
{
    private readonly ConcurrentDictionary<string, CounterLease> _byCounter = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CounterLease>.AlternateLookup<ReadOnlySpan<char>> _bySpelling;
    private readonly GrainSource _grains;
    private readonly LeaseMetrics _metrics;
    private readonly TimeProvider _time;

    // New for each start of the process: what an earlier one held is nobody's.
    private readonly string _process = Guid.CreateVersion7().ToString("N");
    private volatile int _silos = 1;

    public LeaseBook(GrainSource grains, LeaseMetrics metrics, TimeProvider time)
    {
        (_grains, _metrics, _time) = (grains, metrics, time);
        _bySpelling = _byCounter.GetAlternateLookup<ReadOnlySpan<char>>();
        metrics.Observe(() => _byCounter.Count);
    }

    /// <summary>The active silos of the cluster, as last known: by them a limit is shared while its owner is out of reach.</summary>
    public int Silos
    {
        get => _silos;
        set => _silos = Math.Max(1, value);
    }

    /// <summary>The lease of a counter, made where there is none.</summary>
    internal CounterLease Of(ReadOnlySpan<char> counter, CounterKind kind, string word) =>
        _bySpelling.TryGetValue(counter, out var lease) ? lease : _byCounter.GetOrAdd(counter.ToString(), static (key, self) => self.Book.Create(key, self.Kind, self.Word), (Book: this, Kind: kind, Word: word));

    /// <summary>Takes the amount from a counter. What was granted has to be settled at the lease that comes with it, which may be another one.</summary>
    internal async ValueTask<(CounterLease Lease, Spending Spending)> SpendAsync(CounterLease lease, CounterRule rule, string word, long amount, bool mayShare, TimeSpan patience)
    {
        while (true)
        {
            if (await lease.SpendAsync(rule, amount, mayShare, patience).ConfigureAwait(false) is { } spending)
            {
                return (lease, spending);
            }

            // It was put away in this very moment, and is on its way out of the book.
            _byCounter.TryRemove(KeyValuePair.Create(lease.Counter, lease));
            lease = Of(lease.Counter, rule.Kind, word);
        }
    }

    /// <summary>How a counter stands as far as this process knows, without asking: where nothing was spent of late, all of it is there.</summary>
    internal CounterReading Look(string counter, CounterRule rule) =>
        (_byCounter.TryGetValue(counter, out var lease) ? lease.Known : null) ?? new(rule.Amount, rule.Amount, TimeSpan.Zero);

    /// <summary>Called every second.</summary>
    public void Tend()
    {
        foreach (var (counter, lease) in _byCounter)
        {
            lease.Tend();
            if (lease.TryRetire())
            {
                _byCounter.TryRemove(KeyValuePair.Create(counter, lease));
            }
        }
    }

    /// <summary>The process stops: gives back what no call has spent, so that it is not lost to the limit.</summary>
    public Task GiveBackAsync() => Task.WhenAll(_byCounter.Values.Select(lease => lease.GiveBack()).OfType<Task>());

    private CounterLease Create(string counter, CounterKind kind, string word) => new(
        _process,
        call => _grains.Current is { } current
            ? Owner(current, counter, kind).LeaseAsync(call)
            : ValueTask.FromException<LeaseAnswer>(new InvalidOperationException("There is no silo.")),
        () => _silos,
        _metrics,
        _time,
        word)
    {
        Counter = counter,
    };

    private static ILimitGrain Owner(IGrainFactory grains, string counter, CounterKind kind) =>
        kind is CounterKind.Quota ? grains.GetGrain<IQuotaGrain>(counter) : grains.GetGrain<IRateGrain>(counter);
}
