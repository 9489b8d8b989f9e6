using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Silo.Limits;

/// <summary>How the counters of a subscription, or of a backend, stand, as their owners say.</summary>
public static class ClusterLimits
{
    /// <summary>An owner that does not answer meanwhile is silent; the others are shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>All counters of the subscription; null when there is no such subscription, or none of a product that is there.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static async Task<IReadOnlyList<KnownCounter>?> ListAsync(IGrainFactory grains, CounterQuestion question)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(question);
        var catalog = await grains.GetGrain<ICatalogGrain>(0).GetAsync();
        if (question.Subscription.StartsWith(SubscriptionView.AnonymousPrefix, StringComparison.Ordinal))
        {
            var open = question.Subscription[SubscriptionView.AnonymousPrefix.Length..];
            return catalog.Products.TryGetValue(open, out var product) && product.Open ? CounterList.Of(catalog, open, [], question) : null;
        }

        var stored = (await SubscriptionShards.ShardOf(grains, question.Subscription).FindAsync(question.Subscription)).Definition
            ?? catalog.Subscriptions.GetValueOrDefault(question.Subscription);
        return stored is not null && catalog.Products.ContainsKey(stored.Product) ? CounterList.Of(catalog, stored.Product, stored.Limits, question) : null;
    }

    /// <summary>All counters of the backend; null when there is no such backend.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static async Task<IReadOnlyList<KnownCounter>?> OfBackendAsync(IGrainFactory grains, string backend)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var catalog = await grains.GetGrain<ICatalogGrain>(0).GetAsync();
        return catalog.Backends.TryGetValue(backend, out var stored) ? CounterList.OfBackend(backend, stored.Value) : null;
    }

    /// <summary>How one stands; null when its owner does not answer, or when it is not known which counter it is.</summary>
    public static async Task<CounterStatus?> AskAsync(IGrainFactory grains, KnownCounter counter, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(counter);
        if (counter.Name is not { } name)
        {
            return null;
        }

        ILimitGrain owner = counter.Rule.Kind is CounterKind.Quota ? grains.GetGrain<IQuotaGrain>(name) : grains.GetGrain<IRateGrain>(name);
        try
        {
            return await owner.StatusAsync(counter.Rule).AsTask().WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            // Its silo has just died, or its store is away: a moment later it is elsewhere.
            return null;
        }
    }
}
