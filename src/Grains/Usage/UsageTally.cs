using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>What this process has counted and not reported. Thread-safe; a call takes one uncontended lock.</summary>
internal sealed class UsageTally
{
    private readonly ConcurrentDictionary<(string Subscription, UsageCell Cell), Slot> _slots = [];

    public void Add(string subscription, in UsageCell cell, in UsageCounts counts)
    {
        while (!_slots.GetOrAdd((subscription, cell), static _ => new Slot()).TryAdd(counts))
        {
            // It was put away in this very moment.
        }
    }

    /// <summary>Takes out what has come together, and forgets where nothing has.</summary>
    public List<(string Subscription, UsageRow Row)> Take()
    {
        var taken = new List<(string, UsageRow)>();
        foreach (var (key, slot) in _slots)
        {
            if (slot.Take() is { } counts)
            {
                taken.Add((key.Subscription, new(key.Cell, counts)));
            }
            else
            {
                _slots.TryRemove(KeyValuePair.Create(key, slot));
            }
        }

        return taken;
    }

    private sealed class Slot
    {
        private readonly Lock _gate = new();
        private UsageCounts _counts;
        private bool _isRetired;

        public bool TryAdd(in UsageCounts counts)
        {
            lock (_gate)
            {
                if (!_isRetired)
                {
                    _counts += counts;
                }

                return !_isRetired;
            }
        }

        /// <summary>Null: there was nothing, and nothing can be added any more.</summary>
        public UsageCounts? Take()
        {
            lock (_gate)
            {
                if (_counts == default)
                {
                    _isRetired = true;
                    return null;
                }

                var counts = _counts;
                _counts = default;
                return counts;
            }
        }
    }
}
