using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Silo.Usage;

/// <summary>Asks the owners of the usage: those of products, of which there are few, unless subscriptions are told apart.</summary>
public static class ClusterUsage
{
    /// <summary>Owners that one question asks: beyond it, it has to be narrower.</summary>
    public const int MostOwners = 5_000;

    private const int AtOnce = 32;

    /// <summary>The lines of the answer; null: too many owners would have to be asked.</summary>
    public static async Task<IReadOnlyList<UsageLine>?> AskAsync(IGrainFactory grains, UsageQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var catalog = (await StoredCatalog.ReadAsync(grains)).Catalog;
        var owners = Owners(catalog, question).Take(MostOwners + 1).ToArray();
        if (owners.Length > MostOwners)
        {
            return null;
        }

        var table = new UsageTable(question);
        await Parallel.ForEachAsync(owners, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (owner, _) =>
        {
            var rows = await grains.GetGrain<IUsageGrain>(owner.Key).ReadAsync();
            lock (table)
            {
                table.Add(owner.Subscription, rows);
            }
        });
        return table.Lines();
    }

    /// <summary>Those that are named in the question may be gone from the catalog; their usage is not.</summary>
    private static IEnumerable<(string Subscription, string Key)> Owners(CatalogSnapshot catalog, UsageQuestion question)
    {
        if (!question.NeedsSubscriptions)
        {
            IEnumerable<string> products = question.Product is { } product ? [product] : catalog.Products.Keys;
            return products.SelectMany(name => question.Months().Select(month => ("", UsageKey.Product(name, month))));
        }

        var subscriptions = question.Subscription is { } one
            ? [one]
            : catalog.Subscriptions.Where(subscription => question.Product is null || subscription.Value.Product == question.Product).Select(subscription => subscription.Key)
                .Concat(catalog.Products.Where(product => product.Value.Open && (question.Product is null || product.Key == question.Product)).Select(product => SubscriptionView.AnonymousPrefix + product.Key));
        return subscriptions.SelectMany(name => question.Months().Select(month => (name, UsageKey.Subscription(name, month))));
    }
}
