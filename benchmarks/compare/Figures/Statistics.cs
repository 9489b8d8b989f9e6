namespace Orleans.Gateway.Compare.Figures;

internal static class Statistics
{
    /// <summary>Of an even number, the mean of the two in the middle. 0 of none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The smallest value that so many percent of all do not exceed. 0 of none.</summary>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Count) - 1)];
    }

    /// <summary>The median of the ratios of each round, so that what disturbs a round disturbs both. Null without both.</summary>
    public static double? Ratio(IReadOnlyList<double>? one, IReadOnlyList<double>? other) =>
        one is null || other is null || !one.Zip(other).Any(pair => pair.Second > 0) ? null : Median(one.Zip(other).Where(pair => pair.Second > 0).Select(pair => pair.First / pair.Second));
}
