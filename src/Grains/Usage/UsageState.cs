namespace Orleans.Gateway.Grains.Usage;

/// <summary>The usage of one month. Short, since it is written with every batch.</summary>
[GenerateSerializer, Alias("gateway.UsageState")]
internal sealed class UsageState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>By <c>hour|product|api|alias|backend</c>: the counts, in the order of <see cref="Contracts.Usage.UsageCounts"/>.</summary>
    [Id(1)] public Dictionary<string, long[]> Rows { get; set; } = [];

    /// <summary>The last batch of each process, so that none counts twice.</summary>
    [Id(2)] public Dictionary<string, UsageReporterMark> Reporters { get; set; } = [];
}

/// <param name="Number">Of the last batch that was counted.</param>
/// <param name="Heard">UTC.</param>
[GenerateSerializer, Immutable, Alias("gateway.UsageReporterMark")]
internal readonly record struct UsageReporterMark([property: Id(0)] long Number, [property: Id(1)] DateTimeOffset Heard);
