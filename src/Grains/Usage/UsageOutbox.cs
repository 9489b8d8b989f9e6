using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>
/// What this process has counted on its way to the owners: each has one batch under way at most, which stays as it is until it is known to be
/// stored. Outlives the silo. <see cref="Add"/> at any time from any thread; the rest by one at a time.
/// </summary>
public sealed class UsageOutbox(IOptions<UsageOptions> options)
{
    private readonly UsageTally _tally = new();
    private readonly Dictionary<string, Ledger> _ledgers = new(StringComparer.Ordinal);

    // New for each start of the process: its numbers begin again.
    private readonly string _reporter = Guid.CreateVersion7().ToString("N");
    private long _number;

    /// <summary>How often batches go out.</summary>
    internal TimeSpan Every => options.Value.ReportEvery;

    internal void Add(string subscription, in UsageCell cell, in UsageCounts counts) => _tally.Add(subscription, cell, counts);

    /// <summary>The batches that are to be sent, by the key of their owner: those before that are not known to be stored, and new ones.</summary>
    internal List<(string Key, UsageBatch Batch)> Due()
    {
        foreach (var (subscription, row) in _tally.Take())
        {
            Keep(UsageKey.Subscription(subscription, row.Cell.Start), row);
            Keep(UsageKey.Product(row.Cell.Product, row.Cell.Start), row);
        }

        return [.. _ledgers.Select(ledger => (ledger.Key, Batch: Batch(ledger.Value)))];
    }

    /// <summary>The owner has stored it.</summary>
    internal void Stored(string key)
    {
        var ledger = _ledgers[key];
        ledger.UnderWay = null;
        if (ledger.Next.Count == 0)
        {
            _ledgers.Remove(key);
        }
    }

    private void Keep(string key, in UsageRow row)
    {
        if (!_ledgers.TryGetValue(key, out var ledger))
        {
            _ledgers[key] = ledger = new();
        }

        ledger.Next[row.Cell] = ledger.Next.GetValueOrDefault(row.Cell) + row.Counts;
    }

    private UsageBatch Batch(Ledger ledger)
    {
        if (ledger.UnderWay is null)
        {
            ledger.UnderWay = new(_reporter, ++_number, [.. ledger.Next.Select(row => new UsageRow(row.Key, row.Value))]);
            ledger.Next.Clear();
        }

        return ledger.UnderWay;
    }

    private sealed class Ledger
    {
        public UsageBatch? UnderWay { get; set; }

        public Dictionary<UsageCell, UsageCounts> Next { get; } = [];
    }
}
