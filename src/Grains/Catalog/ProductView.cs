using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Prompts;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>What a product gives access to, in one epoch. Another epoch has another one. Never changes.</summary>
public sealed class ProductView
{
    private readonly Dictionary<string, ApiDefinition> _apis;
    private readonly ProductDefinition _definition;

    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    internal ProductView(string name, ProductDefinition definition, IReadOnlyDictionary<string, ApiDefinition> apis, SafetyPolicy? safety)
    {
        (Name, _definition, Safety) = (name, definition, safety);
        // Its own and no more: a subscription that nobody asks for keeps this view, and with it what it refers to.
        _apis = definition.Apis.Keys.Where(apis.ContainsKey).ToDictionary(api => api, api => apis[api]);
        Apis = definition.Apis.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToFrozenSet());
        Limits = LimitPlan.Of(_apis, name, definition);
        Logging = PromptPlan.Of(definition.Logging);
    }

    public string Name { get; }

    public FrozenDictionary<string, FrozenSet<string>> Apis { get; }

    public bool ShowsRouting => _definition.ShowRouting;

    /// <summary>What of its calls is logged; null for nothing.</summary>
    internal PromptPlan? Logging { get; }

    /// <summary>Whether answers are given again; null: never.</summary>
    internal CacheDefinition? Cache => _definition.Cache;

    /// <summary>What it forbids to say; null: nothing.</summary>
    internal SafetyPolicy? Safety { get; }

    /// <summary>Shared by its subscriptions, but for those with limits of their own; null when nothing limits them.</summary>
    internal FrozenDictionary<string, LimitPlan>? Limits { get; }

    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    internal FrozenDictionary<string, LimitPlan>? LimitsOf(string subscription, IReadOnlyList<LimitDefinition> own) =>
        own.Count == 0 ? Limits : LimitPlan.Of(_apis, Name, _definition, subscription, own);
}
