using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>Who would point at nothing if something were deleted: paths of the admin API, in order.</summary>
public static class CatalogReferrers
{
    /// <summary>The aliases that have it as a target, or as the canary of a rollout.</summary>
    public static IReadOnlyList<string> OfBackend(CatalogSnapshot catalog, string backend)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return InOrder(catalog.Aliases
            .Where(alias => alias.Value.Value.Targets.Any(target => target.Backend == backend) || alias.Value.Value.Rollout?.Backend == backend)
            .Select(alias => AliasPath(alias.Key)));
    }

    /// <summary>Its aliases, and the products that give access to it.</summary>
    public static IReadOnlyList<string> OfApi(CatalogSnapshot catalog, string api)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return InOrder(
            catalog.Aliases.Keys.Where(key => AliasKey.Split(key).Api == api).Select(AliasPath)
                .Concat(catalog.Products.Where(product => product.Value.Apis.ContainsKey(api)).Select(product => $"products/{product.Key}")));
    }

    /// <summary>The products that name it; those with all aliases do not.</summary>
    public static IReadOnlyList<string> OfAlias(CatalogSnapshot catalog, string api, string alias)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return InOrder(catalog.Products
            .Where(product => product.Value.Apis.TryGetValue(api, out var aliases) && aliases.Contains(alias))
            .Select(product => $"products/{product.Key}"));
    }

    /// <summary>Its subscriptions.</summary>
    public static IReadOnlyList<string> OfProduct(CatalogSnapshot catalog, string product)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return InOrder(catalog.Subscriptions.Where(subscription => subscription.Value.Product == product).Select(subscription => $"subscriptions/{subscription.Key}"));
    }

    private static string AliasPath(string key)
    {
        var (api, alias) = AliasKey.Split(key);
        return $"apis/{api}/aliases/{alias}";
    }

    private static string[] InOrder(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];
}
