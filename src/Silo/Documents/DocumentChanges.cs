using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>What has to be written so that a catalog becomes what a document says. A null value deletes; what is the same is not there.</summary>
internal sealed record DocumentChanges
{
    public required IReadOnlyDictionary<string, ApiDefinition?> Apis { get; init; }

    public required IReadOnlyDictionary<string, AliasDefinition?> Aliases { get; init; }

    public required IReadOnlyDictionary<string, BackendDefinition?> Backends { get; init; }

    public required IReadOnlyDictionary<string, ProductDefinition?> Products { get; init; }

    public required IReadOnlyDictionary<string, SubscriptionDefinition?> Subscriptions { get; init; }

    /// <summary>Null: they stay.</summary>
    public MetricsDefinition? Metrics { get; init; }

    public int Count => (Metrics is null ? 0 : 1) + Apis.Count + Aliases.Count + Backends.Count + Products.Count + Subscriptions.Count;

    public bool IsEmpty => Count == 0;

    public static DocumentChanges Between(DocumentDefinitions wanted, CatalogSnapshot stored)
    {
        var current = DocumentDefinitions.Of(stored);
        var (metrics, before) = (wanted.Metrics ?? new(), current.Metrics ?? new());
        return new DocumentChanges
        {
            Metrics = Alike.By<MetricsDefinition>(DocumentWriter.WriteMetrics)(metrics, before) ? null : metrics,
            Apis = Of(wanted.Apis, current.Apis, Alike.By<ApiDefinition>((json, api) => DocumentWriter.WriteApi(json, api))),
            Aliases = Of(wanted.Aliases, current.Aliases, Alike.By<AliasDefinition>(DocumentWriter.WriteAlias)),
            Backends = Of(wanted.Backends, current.Backends, Alike.By<BackendDefinition>(DocumentWriter.WriteBackend)),
            Products = Of(wanted.Products, current.Products, Alike.By<ProductDefinition>(DocumentWriter.WriteProduct)),
            Subscriptions = Of(wanted.Subscriptions, current.Subscriptions, AlikeSubscriptions),
        };
    }

    // What the document shows of a key is the beginning of its hash.
    private static bool AlikeSubscriptions(SubscriptionDefinition a, SubscriptionDefinition b) =>
        a.KeyHashes.SequenceEqual(b.KeyHashes) && Alike.By<SubscriptionDefinition>(DocumentWriter.WriteSubscription)(a, b);

    private static Dictionary<string, T?> Of<T>(IReadOnlyDictionary<string, T> wanted, IReadOnlyDictionary<string, T> current, Func<T, T, bool> same)
        where T : class
    {
        var changes = new Dictionary<string, T?>();
        foreach (var (name, value) in wanted)
        {
            if (!current.TryGetValue(name, out var before) || !same(before, value))
            {
                changes[name] = value;
            }
        }

        foreach (var name in current.Keys.Where(name => !wanted.ContainsKey(name)))
        {
            changes[name] = null;
        }

        return changes;
    }
}
