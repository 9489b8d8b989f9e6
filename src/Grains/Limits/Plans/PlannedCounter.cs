using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>What a counter counts. In the order in which a call asks: what is refused for long is refused first.</summary>
internal enum LimitKind
{
    TokenQuota,
    Spend,
    Concurrency,
    Requests,
    Tokens,
}

/// <summary>One amount of a limit, ready for calls. Never changes.</summary>
internal sealed class PlannedCounter
{
    /// <summary>Money is counted in them.</summary>
    public const decimal Millionths = 1_000_000m;

    public const string BackendScope = "backend";

    private const string AliasScope = "alias";

    private readonly string _prefix;
    private readonly CounterKey? _key;

    private PlannedCounter(LimitKind kind, string scope, string owner, LimitDefinition limit, CounterRule rule)
    {
        (Kind, Scope, Name, Rule, Headers) = (kind, scope, owner, rule, limit.Headers);
        _key = scope is BackendScope ? null : CounterKey.Of(limit.CounterKey);
        MayShare = LimitWords.Unavailable[limit.OnUnavailable];
        EstimatesPrompt = limit.EstimatePromptTokens;
        _prefix = kind is LimitKind.TokenQuota or LimitKind.Spend ? $"{scope}/{owner}/{Word}/{rule.Period}/" : $"{scope}/{owner}/{Word}/";
        var shown = $"the {Shown(scope)} '{(scope == AliasScope ? AliasKey.Split(owner).Alias : owner)}'";
        Owner = limit.CounterKey == new LimitDefinition().CounterKey || limit.CounterKey == scope
            ? shown
            : $"{shown} (counted by {limit.CounterKey.Replace("+", ", ", StringComparison.Ordinal)})";
    }

    public LimitKind Kind { get; }

    /// <summary><c>api</c>, <c>alias</c>, <c>product</c>, <c>subscription</c> or <c>backend</c>.</summary>
    public string Scope { get; }

    /// <summary>Of whose limit it is; of an alias, its <see cref="AliasKey"/>.</summary>
    public string Name { get; }

    /// <summary>Whose limit it is, for people.</summary>
    public string Owner { get; }

    public CounterRule Rule { get; }

    public LimitHeaders Headers { get; }

    public bool MayShare { get; }

    public bool EstimatesPrompt { get; }

    /// <summary>403 rather than 429.</summary>
    public bool IsQuota => Kind is LimitKind.TokenQuota or LimitKind.Spend;

    public bool CountsTokens => Kind is LimitKind.TokenQuota or LimitKind.Tokens;

    /// <summary>For metrics and counters' names.</summary>
    public string Word => Kind switch
    {
        LimitKind.TokenQuota => "token-quota",
        LimitKind.Spend => "spend",
        LimitKind.Concurrency => "concurrency",
        LimitKind.Requests => "requests",
        _ => "tokens",
    };

    /// <summary>The headers and claims of a call that make its counter another one.</summary>
    public IEnumerable<CallSource> Sources => _key?.Sources ?? [];

    /// <summary>What of a call makes its counter another one, as a document says it.</summary>
    public IEnumerable<string> KeyParts => _key?.Parts ?? [];

    public string NameFor(in LimitedCaller caller) => _key is null ? SharedName : _key.Name(_prefix, caller);

    /// <summary>As <see cref="NameFor"/>, into memory that is there. False: it has no room.</summary>
    public bool TryWriteName(in LimitedCaller caller, Span<char> room, out int length)
    {
        if (_key is not null)
        {
            return _key.TryWriteName(_prefix, caller, room, out length);
        }

        length = SharedName.Length;
        return SharedName.TryCopyTo(room);
    }

    /// <summary>The counter of a backend, which all calls share.</summary>
    public string SharedName => _prefix;

    /// <param name="owner">Its name; of an alias, its <see cref="AliasKey"/>.</param>
    /// <exception cref="ArgumentException">A word of it is not known to this version.</exception>
    public static IEnumerable<PlannedCounter> Of(string scope, string owner, LimitDefinition limit)
    {
        if (limit.TokenQuota is { } quota)
        {
            yield return new(LimitKind.TokenQuota, scope, owner, limit, CounterRule.Quota(quota, LimitWords.Periods[limit.TokenQuotaPeriod ?? ""]));
        }

        if (limit.SpendLimit is { } spend)
        {
            yield return new(LimitKind.Spend, scope, owner, limit, CounterRule.Quota((long)(spend * Millionths), LimitWords.Periods[limit.SpendLimitPeriod ?? ""]));
        }

        if (limit.MaxConcurrent is { } concurrent)
        {
            yield return new(LimitKind.Concurrency, scope, owner, limit, CounterRule.Concurrent(concurrent));
        }

        if (limit.RequestsPerMinute is { } requests)
        {
            yield return new(LimitKind.Requests, scope, owner, limit, CounterRule.PerMinute(requests));
        }

        if (limit.TokensPerMinute is { } tokens)
        {
            yield return new(LimitKind.Tokens, scope, owner, limit, CounterRule.PerMinute(tokens));
        }
    }

    private static string Shown(string scope) => scope == "api" ? "API" : scope;
}
