using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>A valid document as read: its definitions, and beside them the secrets in clear. Never stored, never sent.</summary>
public sealed record GatewayDocument
{
    public required IReadOnlyDictionary<string, ClearBackend> Backends { get; init; }

    public required IReadOnlyDictionary<string, ApiDefinition> Apis { get; init; }

    /// <summary>By <see cref="AliasKey"/>.</summary>
    public required IReadOnlyDictionary<string, AliasDefinition> Aliases { get; init; }

    public required IReadOnlyDictionary<string, ProductDefinition> Products { get; init; }

    public required IReadOnlyDictionary<string, ClearSubscription> Subscriptions { get; init; }

    /// <summary>Null: nothing is said about metrics.</summary>
    public MetricsDefinition? Metrics { get; init; }

    /// <summary>As it may be stored: references stay references, other secrets are sealed, keys become hashes.</summary>
    /// <param name="stored">What masks of secrets are taken from; null when there are none in the document.</param>
    /// <exception cref="DefinitionRejectedException">A mask is not that of the secret which is stored at its place.</exception>
    public DocumentDefinitions Seal(ISecretSealer sealer, KeyHasher hasher, DocumentDefinitions? stored = null)
    {
        ArgumentNullException.ThrowIfNull(sealer);
        ArgumentNullException.ThrowIfNull(hasher);
        var mistakes = new Mistakes();
        var definitions = new DocumentDefinitions
        {
            Backends = Backends.ToDictionary(
                backend => backend.Key, backend => backend.Value.Seal(backend.Key, sealer, stored?.Backends.GetValueOrDefault(backend.Key), Place("backends", backend.Key), mistakes)),
            Apis = Apis.ToDictionary(),
            Aliases = Aliases.ToDictionary(),
            Products = Products.ToDictionary(),
            Subscriptions = Subscriptions.ToDictionary(
                subscription => subscription.Key, subscription => subscription.Value.Seal(hasher, stored?.Subscriptions.GetValueOrDefault(subscription.Key), Place("subscriptions", subscription.Key), mistakes)),
            Metrics = Metrics,
        };
        mistakes.ThrowIfAny();
        return definitions;
    }

    private static string Place(string section, string name) => DocumentPath.Property(section, name);
}
