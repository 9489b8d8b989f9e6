using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Chat.Prompts;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>A subscription with what its product allows. Never changes; what time does to it is asked for.</summary>
public sealed class SubscriptionView
{
    /// <summary>No name of a subscription begins like that: names have no colon.</summary>
    public const string AnonymousPrefix = "open:";

    private const string Every = "*";

    private readonly DateTimeOffset? _expires;
    private readonly Caller[] _callers;
    private readonly Caller[] _expired;

    public SubscriptionView(
        string id, string product, FrozenDictionary<string, FrozenSet<string>> apis, Standing standing = Standing.Active, DateTimeOffset? expires = null)
    {
        (Id, Product, Apis, _expires) = (id, product, apis, standing is Standing.Active or Standing.Unready ? expires : null);
        _callers = Callers(standing);
        _expired = _expires is null ? [] : Callers(Standing.Expired);
    }

    public string Id { get; }

    public string Product { get; }

    public FrozenDictionary<string, FrozenSet<string>> Apis { get; }

    /// <summary>Whether its answers say how they were routed.</summary>
    public bool ShowsRouting { get; init; }

    /// <summary>What of its calls is logged; null for nothing.</summary>
    internal PromptPlan? Logging { get; init; }

    /// <summary>Whether answers are given again; null: never.</summary>
    internal CacheDefinition? Cache { get; init; }

    /// <summary>What its product forbids to say; null: nothing.</summary>
    internal SafetyPolicy? Safety { get; init; }

    /// <summary>What its calls have to pass, by API; null when nothing limits them anywhere.</summary>
    internal FrozenDictionary<string, LimitPlan>? Limits { get; init; }

    /// <summary>As it is where time and keys play no part.</summary>
    public Caller Caller => _callers[0];

    /// <summary>Made beforehand, since every request asks for it.</summary>
    /// <param name="place">Which of its keys; null for none of them.</param>
    public Caller CallerAt(TimeProvider time, int? place)
    {
        ArgumentNullException.ThrowIfNull(time);
        var callers = _expires is { } expires && time.GetUtcNow() >= expires ? _expired : _callers;
        return callers[place + 1 ?? 0];
    }

    public bool Allows(string api, string alias) =>
        Apis.TryGetValue(api, out var aliases) && (aliases.Contains(alias) || aliases.Contains(Every));

    /// <param name="product">Null: it is not in force here, and the subscription waits for it.</param>
    /// <returns>Null: its limits cannot be read by this version; to serve it without them would be worse than not at all.</returns>
    internal static SubscriptionView? Of(string id, SubscriptionDefinition definition, ProductView? product, ILogger logger)
    {
        var standing = definition.State switch
        {
            SubscriptionStates.Active => product is null ? Standing.Unready : Standing.Active,
            SubscriptionStates.Submitted => Standing.Submitted,
            SubscriptionStates.Suspended => Standing.Suspended,
            // What a later version may have written opens nothing here.
            _ => Standing.Cancelled,
        };
        try
        {
            return new(id, definition.Product, product?.Apis ?? FrozenDictionary<string, FrozenSet<string>>.Empty, standing, definition.Expires)
            {
                ShowsRouting = product?.ShowsRouting is true,
                Logging = product?.Logging,
                Cache = product?.Cache,
                Safety = product?.Safety,
                Limits = product?.LimitsOf(id, definition.Limits),
            };
        }
        catch (ArgumentException error)
        {
            logger.LimitsUnusable("Subscription", id, error.Message);
            return null;
        }
    }

    /// <summary>For none of its keys, the primary and the secondary.</summary>
    private Caller[] Callers(Standing standing) => [new(Id, Product, standing), new(Id, Product, standing, 0), new(Id, Product, standing, 1)];
}
