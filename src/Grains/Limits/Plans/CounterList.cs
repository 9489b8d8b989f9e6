using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Limits;

namespace Orleans.Gateway.Grains.Limits.Plans;

/// <summary>The counters of a subscription, from its definitions: also those that nobody has spent from.</summary>
public static class CounterList
{
    private static readonly string[] OfTheConfiguration = ["subscription", "product", "alias"];

    /// <param name="own">The limits of the subscription itself.</param>
    /// <returns>In the order in which a call asks them; each once, however many APIs and aliases lead to it.</returns>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static IReadOnlyList<KnownCounter> Of(CatalogSnapshot catalog, string product, IReadOnlyList<LimitDefinition> own, CounterQuestion question)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(question);
        var definition = catalog.Products[product];
        var plans = LimitPlan.Of(catalog.Apis, product, definition, question.Subscription, own);
        var found = new Dictionary<(string, string, string, string, string?), (LimitKind Kind, KnownCounter Counter)>();
        foreach (var (key, alias) in catalog.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal))
        {
            var (api, name) = AliasKey.Split(key);
            if (!Allows(definition, api, name) || (question.Api ?? api) != api || (question.Alias ?? name) != name)
            {
                continue;
            }

            var plan = LimitPlan.Both(plans?.GetValueOrDefault(api), LimitPlan.Of(key, alias.Value));
            foreach (var counter in plan?.Counters ?? [])
            {
                var known = Known(counter, new LimitedCaller(Call(api, question), name, product), question.Given);
                found.TryAdd((known.Scope, known.Owner, known.Kind, known.CounterKey + known.Rule.Period, known.Name), (counter.Kind, known));
            }
        }

        return [.. found.Values.OrderBy(entry => entry.Kind).Select(entry => entry.Counter)];
    }

    /// <summary>The counters of a backend, in the order in which an attempt asks them.</summary>
    /// <exception cref="ArgumentException">A word of a limit is not known to this version.</exception>
    public static IReadOnlyList<KnownCounter> OfBackend(string id, BackendDefinition definition) =>
        [.. (LimitPlan.OfBackend(id, definition)?.Counters ?? []).Select(counter => Known(counter, LimitDefinition.BackendCounter, counter.SharedName, []))];

    /// <summary>A call as it would be counted.</summary>
    private static ChatCall Call(string api, CounterQuestion question) => new()
    {
        Api = api,
        Subscription = question.Subscription,
        RequestId = "",
        Body = default,
        ClientAddress = question.Given.GetValueOrDefault("ip"),
        CountedHeaders = [.. Named("header:", question)],
        CountedClaims = [.. Named("claim:", question)],
    };

    private static IEnumerable<KeyValuePair<string, string>> Named(string prefix, CounterQuestion question) => question.Given
        .Where(given => given.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(given => KeyValuePair.Create(given.Key[prefix.Length..], given.Value));

    private static bool Allows(ProductDefinition product, string api, string alias) =>
        product.Apis.TryGetValue(api, out var aliases) && (aliases.Contains(alias) || aliases.Contains("*"));

    private static KnownCounter Known(PlannedCounter counter, in LimitedCaller caller, IReadOnlyDictionary<string, string> given)
    {
        string[] needs = [.. counter.KeyParts.Where(part => !OfTheConfiguration.Contains(part) && !given.ContainsKey(part))];
        return Known(counter, string.Join('+', counter.KeyParts), needs.Length > 0 ? null : counter.NameFor(caller), needs);
    }

    private static KnownCounter Known(PlannedCounter counter, string key, string? name, string[] needs) =>
        new(counter.Scope, counter.Name, counter.Word, key, name, needs, counter.Rule, counter.Kind is LimitKind.Spend ? 1 / PlannedCounter.Millionths : 1);
}
