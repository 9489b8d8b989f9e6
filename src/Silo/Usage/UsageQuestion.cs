using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Silo.Usage;

/// <summary>By what usage can be told apart.</summary>
public enum UsageGroup
{
    Subscription,
    Product,
    Api,
    Alias,
    Backend,
    Hour,
    Day,
}

/// <summary>What is asked of the usage.</summary>
/// <param name="From">The beginning of the first hour.</param>
/// <param name="To">The end: hours that begin at it or later do not count.</param>
/// <param name="By">In the order in which the rows are sorted. Empty: one row for all.</param>
public sealed record UsageQuestion(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<UsageGroup> By)
{
    public string? Subscription { get; init; }

    public string? Product { get; init; }

    public string? Api { get; init; }

    public string? Alias { get; init; }

    public string? Backend { get; init; }

    /// <summary>Whether the owners of subscriptions have to be asked: those of products do not tell them apart.</summary>
    internal bool NeedsSubscriptions => Subscription is not null || By.Contains(UsageGroup.Subscription);

    /// <summary>The beginnings of the months in question.</summary>
    internal IEnumerable<DateTimeOffset> Months()
    {
        for (var month = new DateTimeOffset(From.UtcDateTime.Year, From.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero); month < To; month = month.AddMonths(1))
        {
            yield return month;
        }
    }

    internal bool Takes(in UsageCell cell) =>
        cell.Start >= From && cell.Start < To
        && Is(Product, cell.Product) && Is(Api, cell.Api) && Is(Alias, cell.Alias) && Is(Backend, cell.Backend);

    private static bool Is(string? wanted, string value) => wanted is null || wanted == value;
}
