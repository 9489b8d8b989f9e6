using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>Which models a caller is shown.</summary>
public static class ModelList
{
    /// <summary>The aliases of an API that a subscription may use, by name; none where there is no such API or subscription.</summary>
    public static IReadOnlyList<ModelEntry> Of(CatalogView catalog, string api, string subscription)
    {
        if (!catalog.Apis.TryGetValue(api, out var found) || catalog.Subscription(subscription) is not { } caller)
        {
            return [];
        }

        return found.Aliases.Values
            .Where(alias => caller.Allows(api, alias.Name))
            .OrderBy(alias => alias.Name, StringComparer.Ordinal)
            .Select(alias => new ModelEntry(alias.Name, alias.Groups.SelectMany(group => group).Select(target => target.Backend.Definition.Format).Distinct().ToArray()))
            .ToArray();
    }
}
