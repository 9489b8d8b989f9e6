using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>One kind of definitions in a catalog: which there are, and who refers to them.</summary>
public abstract class DefinitionKind
{
    private DefinitionKind(string path) => Path = path;

    public static DefinitionKind Apis { get; } = new ApiKind();

    public static DefinitionKind Backends { get; } = new BackendKind();

    public static DefinitionKind Products { get; } = new ProductKind();

    public static DefinitionKind Subscriptions { get; } = new SubscriptionKind();

    public static DefinitionKind Aliases(string api) => new AliasKind(api);

    /// <summary>Where they are in the admin API, for example <c>backends</c>.</summary>
    public string Path { get; }

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public virtual string? NameProblem(string name) => Names.IdProblem(name);

    internal abstract IEnumerable<string> NamesIn(CatalogSnapshot catalog);

    internal abstract StoredDefinition? Find(CatalogSnapshot catalog, string name);

    internal abstract IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name);

    internal static StoredDefinition Of(string name, ApiDefinition api) => StoredDefinition.Of(name, JsonBytes.Of(json => DocumentWriter.WriteApi(json, api)));

    internal static StoredDefinition Of(string name, Versioned<AliasDefinition> alias) =>
        StoredDefinition.Of(name, alias.Version, JsonBytes.Of(json => DocumentWriter.WriteAlias(json, alias.Value)));

    internal static StoredDefinition Of(string name, Versioned<BackendDefinition> backend) =>
        StoredDefinition.Of(name, backend.Version, JsonBytes.Of(json => DocumentWriter.WriteBackend(json, backend.Value)));

    internal static StoredDefinition Of(string name, ProductDefinition product) => StoredDefinition.Of(name, JsonBytes.Of(json => DocumentWriter.WriteProduct(json, product)));

    internal static StoredDefinition Of(string name, SubscriptionDefinition subscription) =>
        StoredDefinition.Of(name, JsonBytes.Of(json => DocumentWriter.WriteSubscription(json, subscription)), subscription.KeyHashes);

    private sealed class ApiKind() : DefinitionKind("apis")
    {
        internal override IEnumerable<string> NamesIn(CatalogSnapshot catalog) => catalog.Apis.Keys;

        internal override StoredDefinition? Find(CatalogSnapshot catalog, string name) => catalog.Apis.TryGetValue(name, out var found) ? Of(name, found) : null;

        internal override IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name) => CatalogReferrers.OfApi(catalog, name);
    }

    private sealed class AliasKind(string api) : DefinitionKind($"apis/{api}/aliases")
    {
        public override string? NameProblem(string name) => Names.IdProblem(api) is { } problem ? $"{api} {problem}" : Names.AliasProblem(name);

        internal override IEnumerable<string> NamesIn(CatalogSnapshot catalog) =>
            catalog.Aliases.Keys.Select(AliasKey.Split).Where(key => key.Api == api).Select(key => key.Alias);

        internal override StoredDefinition? Find(CatalogSnapshot catalog, string name) =>
            catalog.Aliases.TryGetValue(AliasKey.Of(api, name), out var found) ? Of(name, found) : null;

        internal override IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name) => CatalogReferrers.OfAlias(catalog, api, name);
    }

    private sealed class BackendKind() : DefinitionKind("backends")
    {
        internal override IEnumerable<string> NamesIn(CatalogSnapshot catalog) => catalog.Backends.Keys;

        internal override StoredDefinition? Find(CatalogSnapshot catalog, string name) => catalog.Backends.TryGetValue(name, out var found) ? Of(name, found) : null;

        internal override IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name) => CatalogReferrers.OfBackend(catalog, name);
    }

    private sealed class ProductKind() : DefinitionKind("products")
    {
        internal override IEnumerable<string> NamesIn(CatalogSnapshot catalog) => catalog.Products.Keys;

        internal override StoredDefinition? Find(CatalogSnapshot catalog, string name) => catalog.Products.TryGetValue(name, out var found) ? Of(name, found) : null;

        internal override IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name) => CatalogReferrers.OfProduct(catalog, name);
    }

    private sealed class SubscriptionKind() : DefinitionKind("subscriptions")
    {
        internal override IEnumerable<string> NamesIn(CatalogSnapshot catalog) => catalog.Subscriptions.Keys;

        internal override StoredDefinition? Find(CatalogSnapshot catalog, string name) =>
            catalog.Subscriptions.TryGetValue(name, out var found) ? Of(name, found) : null;

        internal override IReadOnlyList<string> Referrers(CatalogSnapshot catalog, string name) => [];
    }
}
