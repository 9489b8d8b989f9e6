using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>What only who sees products and all subscriptions together can find: subscriptions without their product, and keys of two.</summary>
public static class SubscriptionMistakes
{
    /// <param name="stored">With all subscriptions.</param>
    public static IReadOnlyList<DefinitionMistake> Of(CatalogSnapshot stored, CatalogChanges changes)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(changes);
        return [.. CatalogRules.Mistakes(stored.With(changes)).Where(mistake => mistake.Path.StartsWith("subscriptions", StringComparison.Ordinal))];
    }
}
