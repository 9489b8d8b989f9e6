using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>What single definitions cannot know of each other: no two may claim the same path, the same key or to be the default.</summary>
internal static class CatalogConflicts
{
    public static IEnumerable<DefinitionMistake> Mistakes(CatalogSnapshot catalog) =>
        Paths(catalog).Concat(Defaults(catalog)).Concat(Aliases(catalog)).Concat(Keys(catalog)).Concat(OpenProducts.Mistakes(catalog.Products));

    private static IEnumerable<DefinitionMistake> Paths(CatalogSnapshot catalog)
    {
        var apis = catalog.Apis.InOrder().ToList();
        for (var i = 1; i < apis.Count; i++)
        {
            if (apis.Take(i).FirstOrDefault(other => ApiPaths.Overlap(other.Value.Path, apis[i].Value.Path)) is { Key: not null } overlap)
            {
                yield return new(Place("apis", apis[i].Key, "path"), $"overlaps with the path {overlap.Value.Path} of the API {overlap.Key}. Choose one that is neither the same nor inside the other.");
            }
        }
    }

    private static IEnumerable<DefinitionMistake> Defaults(CatalogSnapshot catalog)
    {
        var defaults = catalog.Apis.InOrder().Where(api => api.Value.Default).Select(api => api.Key).ToList();
        return defaults.Skip(1).Select(api => new DefinitionMistake(Place("apis", api, "default"), $"the API {defaults[0]} is the default already. Only one can be."));
    }

    private static IEnumerable<DefinitionMistake> Aliases(CatalogSnapshot catalog)
    {
        foreach (var (product, definition) in catalog.Products.InOrder())
        {
            foreach (var (api, aliases) in definition.Apis.Where(api => catalog.Apis.ContainsKey(api.Key)))
            {
                foreach (var alias in aliases.Where(alias => alias is not "*" && !catalog.Aliases.ContainsKey(AliasKey.Of(api, alias))))
                {
                    yield return new(DocumentPath.Property(Place("products", product, "apis"), api), $"the API has no alias {DocumentPath.Quote(alias)}.");
                }
            }
        }
    }

    private static IEnumerable<DefinitionMistake> Keys(CatalogSnapshot catalog)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, subscription) in catalog.Subscriptions.InOrder())
        {
            for (var at = 0; at < subscription.KeyHashes.Count; at++)
            {
                var place = DocumentPath.Item(Place("subscriptions", name, "keys"), at);
                if (!owners.TryAdd(subscription.KeyHashes[at], place))
                {
                    yield return new(place, $"is the same key as {owners[subscription.KeyHashes[at]]}. Give each its own.");
                }
            }
        }
    }

    private static string Place(string section, string name, string property) =>
        DocumentPath.Property(DocumentPath.Property(section, name), property);
}
