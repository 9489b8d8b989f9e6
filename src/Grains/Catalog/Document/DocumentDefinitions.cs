using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>All definitions of a gateway without their versions, in the form in which they may be stored.</summary>
public sealed record DocumentDefinitions
{
    public required IReadOnlyDictionary<string, BackendDefinition> Backends { get; init; }

    public required IReadOnlyDictionary<string, ApiDefinition> Apis { get; init; }

    /// <summary>By <see cref="AliasKey"/>.</summary>
    public required IReadOnlyDictionary<string, AliasDefinition> Aliases { get; init; }

    public required IReadOnlyDictionary<string, ProductDefinition> Products { get; init; }

    public required IReadOnlyDictionary<string, SubscriptionDefinition> Subscriptions { get; init; }

    /// <summary>Null: nothing is said about metrics.</summary>
    public MetricsDefinition? Metrics { get; init; }

    public static DocumentDefinitions Of(CatalogSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new DocumentDefinitions
        {
            Backends = snapshot.Backends.ToDictionary(backend => backend.Key, backend => backend.Value.Value),
            Apis = snapshot.Apis,
            Aliases = snapshot.Aliases.ToDictionary(alias => alias.Key, alias => alias.Value.Value),
            Products = snapshot.Products,
            Subscriptions = snapshot.Subscriptions,
            Metrics = snapshot.Metrics,
        };
    }
}
