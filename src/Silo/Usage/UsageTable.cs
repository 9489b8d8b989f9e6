using System.Globalization;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Silo.Usage;

/// <summary>Usage, added up by what a question tells apart. Not thread-safe.</summary>
internal sealed class UsageTable(UsageQuestion question)
{
    private readonly Dictionary<string, (string[] Keys, UsageCounts Counts)> _rows = new(StringComparer.Ordinal);

    /// <param name="subscription">Empty when the rows are of all subscriptions of a product.</param>
    public void Add(string subscription, IEnumerable<UsageRow> rows)
    {
        foreach (var row in rows.Where(row => question.Takes(row.Cell)))
        {
            string[] keys = [.. question.By.Select(group => Key(group, subscription, row.Cell))];

            // No name holds a bar.
            var key = string.Join('|', keys);
            _rows[key] = (keys, (_rows.TryGetValue(key, out var before) ? before.Counts : default) + row.Counts);
        }
    }

    /// <summary>In the order of the keys.</summary>
    public IReadOnlyList<UsageLine> Lines() =>
        [.. _rows.Values.Select(row => new UsageLine(row.Keys, row.Counts)).OrderBy(line => line, Comparer<UsageLine>.Create(Compare))];

    private static int Compare(UsageLine one, UsageLine other)
    {
        for (var at = 0; at < one.Keys.Count; at++)
        {
            if (string.CompareOrdinal(one.Keys[at], other.Keys[at]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    private static string Key(UsageGroup group, string subscription, in UsageCell cell) => group switch
    {
        UsageGroup.Subscription => subscription,
        UsageGroup.Product => cell.Product,
        UsageGroup.Api => cell.Api,
        UsageGroup.Alias => cell.Alias,
        UsageGroup.Backend => cell.Backend,
        UsageGroup.Hour => cell.Start.ToString("yyyy-MM-ddTHH:00:00Z", CultureInfo.InvariantCulture),
        _ => cell.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}

/// <param name="Keys">One for each group of the question, in its order.</param>
public sealed record UsageLine(IReadOnlyList<string> Keys, UsageCounts Counts);
