using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>All counters that a subscription's calls of one API have to pass, in the order in which they are asked. Never changes.</summary>
internal sealed class LimitPlan
{
    private LimitPlan(PlannedCounter[] counters) => Counters = counters;

    public IReadOnlyList<PlannedCounter> Counters { get; }

    /// <summary>The plans of a subscription by API; null when nothing limits it anywhere. Those of a product without own limits of the subscription can be shared.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static FrozenDictionary<string, LimitPlan>? Of(
        CatalogSnapshot catalog, string product, ProductDefinition definition, string? subscription = null, IReadOnlyList<LimitDefinition>? own = null)
    {
        var inner = Planned("product", product, definition.Limits)
            .Concat(subscription is null ? [] : Planned("subscription", subscription, own ?? []))
            .ToArray();
        var plans = definition.Apis.Keys
            .Where(catalog.Apis.ContainsKey)
            .Select(api => (Api: api, Counters: Planned("api", api, catalog.Apis[api].Limits).Concat(inner).OrderBy(counter => counter.Kind).ToArray()))
            .Where(plan => plan.Counters.Length > 0)
            .ToFrozenDictionary(plan => plan.Api, plan => new LimitPlan(plan.Counters));
        return plans.Count == 0 ? null : plans;
    }

    private static IEnumerable<PlannedCounter> Planned(string scope, string owner, IReadOnlyList<LimitDefinition> limits) =>
        limits.SelectMany(limit => PlannedCounter.Of(scope, owner, limit));
}
