using System.Collections.Frozen;
using System.Text;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Prompts;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>One epoch of the catalog, compiled for the path of a request: every lookup is one read of memory. Never changes.</summary>
public sealed class CatalogView
{
    internal static readonly CatalogView Empty = new()
    {
        Epoch = 0,
        Apis = FrozenDictionary<string, ApiView>.Empty,
        ByPath = [],
        Backends = FrozenDictionary<string, BackendView>.Empty,
        Subscriptions = FrozenDictionary<string, SubscriptionView>.Empty,
        Keys = FrozenDictionary<KeyHash, SubscriptionView>.Empty,
    };

    public required long Epoch { get; init; }

    public required FrozenDictionary<string, ApiView> Apis { get; init; }

    /// <summary>Longest path first, so that the first match is the right one.</summary>
    public required IReadOnlyList<ApiView> ByPath { get; init; }

    /// <summary>The API that is served without a path of its own too; null when there are several and none is marked.</summary>
    public ApiView? Default { get; init; }

    /// <summary>Which labels tokens and money get.</summary>
    internal MetricsPlan Metrics { get; init; } = MetricsPlan.Default;

    /// <summary>The names of the headers by which limits are counted, or metrics told apart.</summary>
    public IReadOnlyList<string> CountedHeaders { get; init; } = [];

    public required FrozenDictionary<string, BackendView> Backends { get; init; }

    public required FrozenDictionary<string, SubscriptionView> Subscriptions { get; init; }

    public required FrozenDictionary<KeyHash, SubscriptionView> Keys { get; init; }
}

/// <summary>An API with its aliases.</summary>
public sealed record ApiView(string Name, string Path, FrozenDictionary<string, AliasView> Aliases);

/// <summary>An alias with its targets, by priority: the groups in the order in which they are tried.</summary>
public sealed record AliasView(string Name, long Version, IReadOnlyList<TargetGroup> Groups)
{
    /// <summary>Of all groups.</summary>
    public int TargetCount { get; } = Groups.Sum(group => group.Count);

    /// <summary>Whether any group has more than one target.</summary>
    public bool HasChoice { get; } = Groups.Any(group => group.Count > 1);

    /// <summary>Whether the tokens of a prompt can be counted exactly for one of its models.</summary>
    internal bool CountsTokens { get; } = Groups.SelectMany(group => group).Any(target =>
        KnownTokenizers.Count(target.Backend.Definition.Format, target.Backend.Definition.Model ?? Name));

    /// <summary>How long its answers are.</summary>
    internal ExpectedAnswer Expected { get; init; } = new();

    internal RoutingPlan Routing { get; init; } = RoutingPlan.Default;

    /// <summary>The rollout that is under way; null: there is none, or this process cannot use its canary.</summary>
    internal RolloutView? Rollout { get; init; }

    /// <summary>Whether there is one, usable here or not.</summary>
    internal bool IsInRollout { get; init; }

    /// <summary>What an operator puts into its requests; null for nothing.</summary>
    public RequestParameters? Parameters { get; init; }

    /// <summary>What its requests are translated with where a target speaks another format.</summary>
    public TranslationOptions Translation { get; init; } = TranslationOptions.Default;
}

/// <param name="Weight">The share of the first attempts within the group.</param>
/// <param name="At">Its place among all targets of the alias: from 0 to 99.</param>
public sealed record TargetView(BackendView Backend, int Weight, int At)
{
    /// <summary>The same in every process and every epoch.</summary>
    internal ulong Hash { get; } = ByteHash.Add(ByteHash.Start, Encoding.UTF8.GetBytes(Backend.Id));
}

/// <summary>A subscription with what its product allows.</summary>
public sealed record SubscriptionView(string Id, string Product, FrozenDictionary<string, FrozenSet<string>> Apis, bool IsSuspended = false)
{
    private const string Every = "*";

    /// <summary>Whether its answers say how they were routed.</summary>
    public bool ShowsRouting { get; init; }

    /// <summary>What of its calls is logged; null for nothing.</summary>
    internal PromptPlan? Logging { get; init; }

    /// <summary>What its calls have to pass, by API; null when nothing limits them anywhere.</summary>
    internal FrozenDictionary<string, LimitPlan>? Limits { get; init; }

    /// <summary>Made once, since every request asks for it.</summary>
    public Caller Caller { get; } = new(Id, Product, IsSuspended);

    public bool Allows(string api, string alias) =>
        Apis.TryGetValue(api, out var aliases) && (aliases.Contains(alias) || aliases.Contains(Every));
}
