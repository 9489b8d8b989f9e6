using System.Globalization;

namespace Orleans.Gateway.Contracts.Usage;

/// <summary>What one subscription, or all of a product, has used in one month. Key: <see cref="UsageKey"/>.</summary>
[Alias("gateway.IUsageGrain"), GrainInterfaceType("gateway.IUsageGrain")]
public interface IUsageGrain : IGrainWithStringKey
{
    /// <summary>Counts a batch, once, however often it is sent. Returns when it is stored; after a failure the same batch is to be sent again.</summary>
    [Alias("Count"), ResponseTimeout("00:00:10")]
    Task CountAsync(UsageBatch batch);

    [Alias("Read"), ResponseTimeout("00:00:10")]
    Task<IReadOnlyList<UsageRow>> ReadAsync();
}

/// <summary>What one process has counted since its last batch.</summary>
/// <param name="Reporter">Unique for a process and its start.</param>
/// <param name="Number">Above those of all earlier batches of the reporter to the same grain.</param>
[GenerateSerializer, Immutable, Alias("gateway.UsageBatch")]
public sealed record UsageBatch([property: Id(0)] string Reporter, [property: Id(1)] long Number, [property: Id(2)] IReadOnlyList<UsageRow> Rows);

/// <summary>The names of the grains: <c>subscription/NAME/2026-01</c>, <c>product/NAME/2026-01</c>.</summary>
public static class UsageKey
{
    public static string Subscription(string name, DateTimeOffset month) => Of("subscription", name, month);

    public static string Product(string name, DateTimeOffset month) => Of("product", name, month);

    private static string Of(string kind, string name, DateTimeOffset month) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}/{name}/{month.UtcDateTime:yyyy-MM}");
}
