using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>Counters that calls have to pass, in the order in which they are asked: those of a subscription in one API, those of an alias, or those of a backend. Never changes.</summary>
internal sealed class LimitPlan
{
    private LimitPlan(PlannedCounter[] counters) => Counters = counters;

    public IReadOnlyList<PlannedCounter> Counters { get; }

    /// <summary>The plans of a subscription by API; null when nothing limits it anywhere. Those of a product without own limits of the subscription can be shared.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static FrozenDictionary<string, LimitPlan>? Of(
        IReadOnlyDictionary<string, ApiDefinition> apis, string product, ProductDefinition definition, string? subscription = null, IReadOnlyList<LimitDefinition>? own = null)
    {
        var inner = Planned("product", product, definition.Limits)
            .Concat(subscription is null ? [] : Planned("subscription", subscription, own ?? []))
            .ToArray();
        var plans = definition.Apis.Keys
            .Where(apis.ContainsKey)
            .Select(api => (Api: api, Counters: Planned("api", api, apis[api].Limits).Concat(inner).OrderBy(counter => counter.Kind).ToArray()))
            .Where(plan => plan.Counters.Length > 0)
            .ToFrozenDictionary(plan => plan.Api, plan => new LimitPlan(plan.Counters));
        return plans.Count == 0 ? null : plans;
    }

    /// <summary>The plan of an alias; null when it has no limits.</summary>
    /// <param name="key">An <see cref="AliasKey"/>.</param>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static LimitPlan? Of(string key, AliasDefinition alias) => alias.Limits.Count == 0 ? null : new([.. Planned("alias", key, alias.Limits).OrderBy(counter => counter.Kind)]);

    /// <summary>The plan of a backend, which each attempt at it has to pass; null when it has no limits.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static LimitPlan? OfBackend(string id, BackendDefinition backend) =>
        backend.Limits.Count == 0 ? null : new([.. Planned(PlannedCounter.BackendScope, id, backend.Limits).OrderBy(counter => counter.Kind)]);

    /// <summary>What a call has to pass that is about both. Made for each call: where an alias has no limits, it is the subscription's own.</summary>
    public static LimitPlan? Both(LimitPlan? subscription, LimitPlan? alias) =>
        alias is null ? subscription
        : subscription is null ? alias
        : new([.. subscription.Counters.Concat(alias.Counters).OrderBy(counter => counter.Kind)]);

    private static IEnumerable<PlannedCounter> Planned(string scope, string owner, IReadOnlyList<LimitDefinition> limits) =>
        limits.SelectMany(limit => PlannedCounter.Of(scope, owner, limit));
}
