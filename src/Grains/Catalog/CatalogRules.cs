using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>How a catalog changes, and what must hold in every epoch: no name points at nothing.</summary>
internal static class CatalogRules
{
    public static CatalogSnapshot With(this CatalogSnapshot current, CatalogChanges changes) => new()
    {
        Epoch = current.Epoch + 1,
        Apis = Merge(current.Apis, changes.Apis),
        Aliases = Merge(current.Aliases, NotOlder(current.Aliases, changes.Aliases)),
        Backends = Merge(current.Backends, NotOlder(current.Backends, changes.Backends)),
        Products = Merge(current.Products, changes.Products),
        Subscriptions = Merge(current.Subscriptions, changes.Subscriptions),
        Metrics = changes.Metrics ?? current.Metrics,
    };

    public static IReadOnlyList<DefinitionMistake> Mistakes(CatalogSnapshot catalog)
    {
        var mistakes = new List<DefinitionMistake>();
        foreach (var (key, alias) in catalog.Aliases)
        {
            var (api, name) = AliasKey.Split(key);
            if (!catalog.Apis.ContainsKey(api))
            {
                mistakes.Add(new($"apis.{api}", $"There is no API '{api}'. Create it before its aliases."));
            }

            for (var i = 0; i < alias.Value.Targets.Count; i++)
            {
                var backend = alias.Value.Targets[i].Backend;
                if (!catalog.Backends.ContainsKey(backend))
                {
                    mistakes.Add(new($"apis.{api}.aliases.{name}.targets[{i}].backend", $"There is no backend '{backend}'. {Known(catalog.Backends.Keys)}"));
                }
            }
        }

        foreach (var (key, alias) in catalog.Aliases)
        {
            if (alias.Value.Rollout is { } rollout && !catalog.Backends.ContainsKey(rollout.Backend))
            {
                var (api, name) = AliasKey.Split(key);
                mistakes.Add(new($"apis.{api}.aliases.{name}", $"Its rollout needs the backend '{rollout.Backend}'. End the rollout first."));
            }
        }

        foreach (var (name, product) in catalog.Products)
        {
            foreach (var api in product.Apis.Keys.Where(api => !catalog.Apis.ContainsKey(api)))
            {
                mistakes.Add(new($"products.{name}.apis.{api}", $"There is no API '{api}'. {Known(catalog.Apis.Keys)}"));
            }
        }

        foreach (var (name, subscription) in catalog.Subscriptions)
        {
            if (!catalog.Products.ContainsKey(subscription.Product))
            {
                mistakes.Add(new($"subscriptions.{name}.product", $"There is no product '{subscription.Product}'. {Known(catalog.Products.Keys)}"));
            }
        }

        mistakes.AddRange(CatalogConflicts.Mistakes(catalog));
        return mistakes.ToArray();
    }

    private static string Known(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } list ? $"Known: {list}." : "There are none yet.";

    /// <summary>Two writers may reach the catalog in another order than they wrote in: what its owner has replaced already is left out.</summary>
    private static Dictionary<string, Versioned<T>?> NotOlder<T>(
        IReadOnlyDictionary<string, Versioned<T>> current, IReadOnlyDictionary<string, Versioned<T>?> changes) => changes
            .Where(change => change.Value is null || !current.TryGetValue(change.Key, out var before) || before.Version <= change.Value.Version)
            .ToDictionary(change => change.Key, change => change.Value);

    private static Dictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T> current, IReadOnlyDictionary<string, T?> changes)
        where T : class
    {
        var merged = new Dictionary<string, T>(current);
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value;
            }
        }

        return merged;
    }
}
