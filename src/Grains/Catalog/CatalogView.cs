using System.Collections.Frozen;
using System.Text;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>One epoch of the catalog, compiled for the path of a request: every lookup is one read of memory. Never changes.</summary>
public sealed class CatalogView
{
    private readonly CountedNames _headers = new([], StringComparer.OrdinalIgnoreCase);
    private readonly CountedNames _claims = new([], StringComparer.Ordinal);

    internal static readonly CatalogView Empty = new()
    {
        Epoch = 0,
        Apis = FrozenDictionary<string, ApiView>.Empty,
        ByPath = [],
        Backends = FrozenDictionary<string, BackendView>.Empty,
        Subscriptions = FrozenDictionary<string, SubscriptionView>.Empty,
        Keys = FrozenDictionary<KeyHash, (SubscriptionView, int)>.Empty,
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
    public IReadOnlyList<string> CountedHeaders
    {
        get => _headers.With(Table.CountedHeaders);
        init => _headers = new(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As <see cref="CountedHeaders"/>, of the claims of clients' tokens.</summary>
    public IReadOnlyList<string> CountedClaims
    {
        get => _claims.With(Table.CountedClaims);
        init => _claims = new(value, StringComparer.Ordinal);
    }

    public required FrozenDictionary<string, BackendView> Backends { get; init; }

    public FrozenDictionary<string, ProductView> Products { get; init; } = FrozenDictionary<string, ProductView>.Empty;

    /// <summary>By API: whom calls without a key are taken for.</summary>
    public FrozenDictionary<string, SubscriptionView> Anonymous { get; init; } = FrozenDictionary<string, SubscriptionView>.Empty;

    /// <summary>The subscriptions as they are at any moment, whatever the epoch: those of this one's products.</summary>
    public SubscriptionTable Table { get; init; } = new();

    /// <summary>Those that the catalog itself carries, from a store or a disk of an earlier version; those of <see cref="Table"/> come before them.</summary>
    public required FrozenDictionary<string, SubscriptionView> Subscriptions { get; init; }

    public required FrozenDictionary<KeyHash, (SubscriptionView Subscription, int Place)> Keys { get; init; }

    /// <summary>Whose key it is; null when nobody's.</summary>
    public Caller? CallerOf(in KeyHash key, TimeProvider time)
    {
        if (Table.TryFind(key, this, out var found, out var place))
        {
            return found.CallerAt(time, place);
        }

        return Keys.TryGetValue(key, out var carried) && !Table.Has(carried.Subscription.Id) ? carried.Subscription.CallerAt(time, carried.Place) : null;
    }

    /// <summary>Whom a token with these claims stands for; null when nobody.</summary>
    public Caller? CallerOf(IReadOnlyList<KeyValuePair<string, string>> claims, TimeProvider time) => Table.Find(claims, this, out var isAmbiguous) is not { } found ? null
        : isAmbiguous ? new Caller(found.Id, found.Product, Standing.Ambiguous)
        : found.CallerAt(time, null);

    /// <summary>A subscription by its name, the anonymous ones included; null when there is none.</summary>
    public SubscriptionView? Subscription(string id) =>
        Table.Find(id, this)
        ?? (id.StartsWith(SubscriptionView.AnonymousPrefix, StringComparison.Ordinal) ? AnonymousOf(id)
        : Table.Has(id) ? null
        : Subscriptions.GetValueOrDefault(id));

    // Apart, since a lambda that sees the name costs memory from the first line of its method on.
    private SubscriptionView? AnonymousOf(string id) => Anonymous.Values.FirstOrDefault(open => open.Id == id);

    /// <summary>By product: those that are in force.</summary>
    internal IReadOnlyDictionary<string, SafetyPolicy> ProductSafety { get; init; } = FrozenDictionary<string, SafetyPolicy>.Empty;
}

/// <summary>An API with its aliases.</summary>
public sealed record ApiView(string Name, string Path, FrozenDictionary<string, AliasView> Aliases)
{
    /// <summary>What none of its calls may say; null: anything.</summary>
    internal SafetyPolicy? Safety { get; init; }
}

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

    private readonly bool _canCost = Groups.SelectMany(group => group).Any(target => target.Backend.CanCost);

    /// <summary>Whether a call may cost anything, at whichever of its backends.</summary>
    internal bool CanCost => _canCost || Rollout?.Canary.Backend.CanCost is true;

    /// <summary>How long its answers are.</summary>
    internal ExpectedAnswer Expected { get; init; } = new();

    /// <summary>Stands for the alias and its backends in the keys of answers that are kept.</summary>
    internal Lazy<byte[]> Stamp { get; init; } = new(static () => []);

    internal RoutingPlan Routing { get; init; } = RoutingPlan.Default;

    /// <summary>What its calls have to pass beside what limits their subscription; null for nothing.</summary>
    internal LimitPlan? Limits { get; init; }

    /// <summary>What its calls may not say, instead of what their API forbids; null: what that forbids.</summary>
    internal SafetyPolicy? Safety { get; init; }

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
