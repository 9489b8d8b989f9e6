using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Catalog.Translations;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>Every choice among words that a document offers about limits.</summary>
internal static class LimitWords
{
    public static WordTable<QuotaPeriod> Periods { get; } = new(
        ("Hourly", QuotaPeriod.Hourly),
        ("Daily", QuotaPeriod.Daily),
        ("Weekly", QuotaPeriod.Weekly),
        ("Monthly", QuotaPeriod.Monthly),
        ("Yearly", QuotaPeriod.Yearly));

    /// <summary>Whether a node spends its own share while the owner of a counter is out of reach.</summary>
    public static WordTable<bool> Unavailable { get; } = new(("spend", true), ("refuse", false));
}
