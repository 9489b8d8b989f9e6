using System.Globalization;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>How batches come into the usage of a month: each once.</summary>
internal static class UsageLedger
{
    /// <summary>How long a process is remembered that sends nothing: far longer than any would go on trying to send the same batch.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <summary>The state with the batch counted; null when it was counted already.</summary>
    public static UsageState? With(UsageState state, UsageBatch batch, DateTimeOffset now)
    {
        if (state.Reporters.TryGetValue(batch.Reporter, out var mark) && mark.Number >= batch.Number)
        {
            return null;
        }

        var rows = new Dictionary<string, long[]>(state.Rows, StringComparer.Ordinal);
        foreach (var row in batch.Rows)
        {
            var key = Key(row.Cell);
            rows[key] = Numbers((rows.TryGetValue(key, out var before) ? Counts(before) : default) + row.Counts);
        }

        var reporters = state.Reporters.Where(reporter => now - reporter.Value.Heard < Remembered).ToDictionary();
        reporters[batch.Reporter] = new(batch.Number, now);
        return new UsageState { Rows = rows, Reporters = reporters };
    }

    public static UsageRow[] Rows(UsageState state) => [.. state.Rows.Select(row => new UsageRow(Cell(row.Key), Counts(row.Value)))];

    // No name holds a bar.
    private static string Key(in UsageCell cell) =>
        string.Create(CultureInfo.InvariantCulture, $"{cell.Hour}|{cell.Product}|{cell.Api}|{cell.Alias}|{cell.Backend}");

    private static UsageCell Cell(string key)
    {
        var parts = key.Split('|');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2], parts[3], parts[4]);
    }

    private static long[] Numbers(in UsageCounts counts) =>
    [
        counts.Requests, counts.Failures, counts.PromptTokens, counts.CompletionTokens, counts.CacheReadTokens, counts.CacheWriteTokens, counts.ReasoningTokens,
        counts.EstimatedTokens, counts.Cost,
    ];

    private static UsageCounts Counts(long[] numbers) =>
        new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]);
}
