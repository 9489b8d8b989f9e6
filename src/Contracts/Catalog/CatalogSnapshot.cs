using System.Text.Json.Serialization;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Catalog;

/// <summary>All APIs, aliases, backends, products and subscriptions at one moment. Every change makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CatalogSnapshot")]
public sealed record CatalogSnapshot
{
    public static CatalogSnapshot Empty { get; } = new();

    /// <summary>Grows with each change, by one unless mirrors were ahead; 0 before the first.</summary>
    [Id(0)] public long Epoch { get; init; }

    [Id(1)] public IReadOnlyDictionary<string, ApiDefinition> Apis { get; init; } = new Dictionary<string, ApiDefinition>();

    /// <summary>By <see cref="AliasKey"/>.</summary>
    [Id(2)] public IReadOnlyDictionary<string, Versioned<AliasDefinition>> Aliases { get; init; } = new Dictionary<string, Versioned<AliasDefinition>>();

    [Id(3)] public IReadOnlyDictionary<string, Versioned<BackendDefinition>> Backends { get; init; } = new Dictionary<string, Versioned<BackendDefinition>>();

    [Id(4)] public IReadOnlyDictionary<string, ProductDefinition> Products { get; init; } = new Dictionary<string, ProductDefinition>();

    [Id(5)] public IReadOnlyDictionary<string, SubscriptionDefinition> Subscriptions { get; init; } = new Dictionary<string, SubscriptionDefinition>();

    /// <summary>Drawn anew for each epoch: tells two catalogs of one epoch apart, should a store have been restored in between.</summary>
    [Id(6)] public Guid Change { get; init; }

    /// <summary>Null: nobody has said anything about metrics.</summary>
    [Id(40)] public MetricsDefinition? Metrics { get; init; }

    /// <summary>Which catalog this is.</summary>
    [JsonIgnore]
    public CatalogVersion Version => new(Epoch, Change);
}

/// <summary>Which catalog is meant: epochs alone repeat themselves after a store was restored from a backup.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CatalogVersion")]
public readonly record struct CatalogVersion([property: Id(0)] long Epoch, [property: Id(1)] Guid Change);

/// <summary>A definition and how often its owner has changed it; the first version is 1.</summary>
[GenerateSerializer, Immutable, Alias("gateway.Versioned`1")]
public sealed record Versioned<T>([property: Id(0)] long Version, [property: Id(1)] T Value);

/// <summary>The key of an alias grain: <c>api/alias</c>. An API's name holds no slash; an alias may.</summary>
public static class AliasKey
{
    public static string Of(string api, string alias) => $"{api}/{alias}";

    public static (string Api, string Alias) Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (key[..slash], key[(slash + 1)..]);
    }
}
