using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Front;

/// <summary>The catalog as front ends know it: where a request belongs, and nothing about where it goes.</summary>
public static class FrontViews
{
    public static FrontView Of(CatalogView catalog) =>
        new(catalog.Epoch, catalog.ByPath.Select(api => new FrontApi(api.Name, api.Path, catalog.Anonymous.GetValueOrDefault(api.Name)?.Caller)).ToArray(), catalog.Default?.Name)
        {
            CountedHeaders = catalog.CountedHeaders,
            CountedClaims = catalog.CountedClaims,
        };

    /// <summary>As a catalog in which routes are found by the same rules as everywhere else; it has no alias, backend or key.</summary>
    public static CatalogView Expand(FrontView view)
    {
        var apis = view.Apis.Select(api => new ApiView(api.Name, api.Path, FrozenDictionary<string, AliasView>.Empty)).ToArray();
        return new CatalogView
        {
            Epoch = view.Epoch,
            Apis = apis.ToFrozenDictionary(api => api.Name),
            ByPath = apis,
            CountedHeaders = view.CountedHeaders,
            CountedClaims = view.CountedClaims,
            Anonymous = view.Apis.Where(api => api.Anonymous is not null).ToFrozenDictionary(
                api => api.Name, api => new SubscriptionView(api.Anonymous!.Subscription, api.Anonymous.Product, FrozenDictionary<string, FrozenSet<string>>.Empty)),
            Default = apis.FirstOrDefault(api => api.Name == view.Default),
            Backends = FrozenDictionary<string, BackendView>.Empty,
            Subscriptions = FrozenDictionary<string, SubscriptionView>.Empty,
            Keys = FrozenDictionary<KeyHash, (SubscriptionView, int)>.Empty,
        };
    }
}
