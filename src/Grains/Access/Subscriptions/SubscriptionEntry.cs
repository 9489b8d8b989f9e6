using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Access.Subscriptions;

/// <summary>A subscription in this process, and what it comes to with the product that is in force. Never changes but for what it remembers.</summary>
internal sealed class SubscriptionEntry(string id, SubscriptionDefinition definition)
{
    private Compiled? _compiled;

    public string Id => id;

    public SubscriptionDefinition Definition => definition;

    /// <summary>Made at the first request after a change of the catalog, and kept. Null: its limits cannot be read by this version, and it is not served without them.</summary>
    public SubscriptionView? In(CatalogView catalog, ILogger logger)
    {
        var product = catalog.Products.GetValueOrDefault(definition.Product);
        var known = Volatile.Read(ref _compiled);
        if (known is null || !ReferenceEquals(known.Product, product))
        {
            // Two requests at once may both make it: they make the same.
            known = new(product, SubscriptionView.Of(id, definition, product, logger));
            Volatile.Write(ref _compiled, known);
        }

        return known.View;
    }

    private sealed record Compiled(ProductView? Product, SubscriptionView? View);
}
