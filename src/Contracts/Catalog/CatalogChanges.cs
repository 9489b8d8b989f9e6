using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Catalog;

/// <summary>What one epoch changes. A null value deletes; what is not named stays.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CatalogChanges")]
public sealed record CatalogChanges
{
    [Id(0)] public IReadOnlyDictionary<string, ApiDefinition?> Apis { get; init; } = new Dictionary<string, ApiDefinition?>();
    [Id(1)] public IReadOnlyDictionary<string, Versioned<AliasDefinition>?> Aliases { get; init; } = new Dictionary<string, Versioned<AliasDefinition>?>();
    [Id(2)] public IReadOnlyDictionary<string, Versioned<BackendDefinition>?> Backends { get; init; } = new Dictionary<string, Versioned<BackendDefinition>?>();
    [Id(3)] public IReadOnlyDictionary<string, ProductDefinition?> Products { get; init; } = new Dictionary<string, ProductDefinition?>();
    [Id(4)] public IReadOnlyDictionary<string, SubscriptionDefinition?> Subscriptions { get; init; } = new Dictionary<string, SubscriptionDefinition?>();

    /// <summary>The epoch that the changes were made for; null: whatever is in force.</summary>
    [Id(5)] public long? ExpectedEpoch { get; init; }

    /// <summary>Null: it stays as it is.</summary>
    [Id(40)] public MetricsDefinition? Metrics { get; init; }

    public bool IsEmpty => Metrics is null && Apis.Count + Aliases.Count + Backends.Count + Products.Count + Subscriptions.Count == 0;
}
