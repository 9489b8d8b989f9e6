using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Credentials;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Delivery;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Limits.Plans;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>
/// Turns a catalog into the form that requests read. What cannot be used (a secret that cannot be opened) is left out and logged; the rest serves.
/// </summary>
public sealed class CatalogCompiler(
    FormatTable formats,
    SecretResolver secrets,
    ManagedIdentities identities,
    BackendGates gates,
    ProviderClients clients,
    RolloutTallies rollouts,
    SafetyPolicies safety,
    AnswerCache answers,
    ILogger<CatalogCompiler> logger,
    SubscriptionTable? subscriptions = null)
{
    /// <summary>What every catalog that is compiled here is read together with.</summary>
    public SubscriptionTable Subscriptions { get; } = subscriptions ?? new();

    /// <param name="previous">Backends that have not changed since are taken over as they are.</param>
    public CatalogView Compile(CatalogSnapshot catalog, CatalogView previous)
    {
        var backends = catalog.Backends
            .Select(entry => Backend(entry.Key, entry.Value, previous))
            .OfType<BackendView>()
            .ToFrozenDictionary(backend => backend.Id);
        var apis = catalog.Apis.ToFrozenDictionary(entry => entry.Key, entry => Api(entry.Key, entry.Value, catalog, backends, previous));
        rollouts.Keep(catalog.Aliases.Where(alias => alias.Value.Value.Rollout is not null).Select(alias => alias.Key).ToHashSet(StringComparer.Ordinal));
        var judged = catalog.Products
            .Select(product => (product.Key, Policy: safety.Compile(SecretPlace.Product(product.Key), product.Value.ContentSafety, previous.ProductSafety.GetValueOrDefault(product.Key))))
            .Where(product => product.Policy is not null)
            .ToFrozenDictionary(product => product.Key, product => product.Policy!);
        answers.Keep(catalog.Products.Where(product => product.Value.Cache is not null).Select(product => product.Key).ToHashSet(StringComparer.Ordinal));
        var compiled = catalog.Products.ToDictionary(entry => entry.Key, entry => Product(entry.Key, entry.Value, catalog, judged.GetValueOrDefault(entry.Key)));
        var products = compiled.Values.OfType<ProductView>().ToFrozenDictionary(product => product.Name);
        var carried = catalog.Subscriptions
            .Where(entry => products.ContainsKey(entry.Value.Product))
            .Select(entry => SubscriptionView.Of(entry.Key, entry.Value, products[entry.Value.Product], logger))
            .OfType<SubscriptionView>()
            .ToFrozenDictionary(subscription => subscription.Id);
        SafetyPolicy[] policies = [.. apis.Values.SelectMany(api => api.Aliases.Values.Select(alias => alias.Safety).Prepend(api.Safety)).Concat(judged.Values).OfType<SafetyPolicy>()];
        safety.Keep(policies);
        clients.Keep(backends.Values.Select(backend => backend.Client).Concat(policies.Select(policy => policy.Client)).ToHashSet());
        // Of those too that are left out: a backend whose secret is found again is the one that it was.
        gates.Keep(catalog.Backends.Keys);
        var metrics = MetricsPlan.Of(catalog.Metrics);
        var plans = products.Values.Select(product => product.Limits).Concat(carried.Values.Select(subscription => subscription.Limits)).SelectMany(plan => plan?.Values ?? [])
            .Concat(apis.Values.SelectMany(api => api.Aliases.Values).Select(alias => alias.Limits).OfType<LimitPlan>());
        var sources = plans.Distinct()
            .SelectMany(plan => plan.Counters).SelectMany(counter => counter.Sources)
            .Concat(metrics.Dimensions.Select(dimension => dimension.Source)).ToHashSet();
        return new CatalogView
        {
            Epoch = catalog.Epoch,
            Metrics = metrics,
            Apis = apis,
            ByPath = [.. apis.Values.OrderByDescending(api => api.Path.Length)],
            Default = apis.Count == 1 ? apis.Values[0] : catalog.Apis.FirstOrDefault(api => api.Value.Default) is { Key: { } name } ? apis[name] : null,
            CountedHeaders = [.. sources.Where(source => !source.IsClaim).Select(source => source.Name).Distinct(StringComparer.OrdinalIgnoreCase)],
            CountedClaims = [.. sources.Where(source => source.IsClaim).Select(source => source.Name).Distinct(StringComparer.Ordinal)],
            Backends = backends,
            Products = products,
            ProductSafety = judged,
            Anonymous = Open(catalog, products),
            Table = Subscriptions,
            Subscriptions = carried,
            Keys = catalog.Subscriptions
                .Where(entry => carried.ContainsKey(entry.Key))
                .SelectMany(entry => entry.Value.KeyHashes.Select((hash, place) => (Hash: new KeyHash(Convert.FromHexString(hash)), Owner: (carried[entry.Key], place))))
                .DistinctBy(entry => entry.Hash)
                .ToFrozenDictionary(entry => entry.Hash, entry => entry.Owner),
        };
    }

    private BackendView? Backend(string id, Versioned<BackendDefinition> versioned, CatalogView previous)
    {
        if (previous.Backends.TryGetValue(id, out var before) && before.Version == versioned.Version && SameContent.Of(before.Definition, versioned.Value))
        {
            return before;
        }

        try
        {
            var definition = versioned.Value;
            var format = formats[definition.Format];
            var gate = gates.Of(id);
            gate.Configure(definition, versioned.Version);
            var url = definition.Url is null ? EchoUrl : BackendUrl.Resolve(definition.Format, definition.Url);
            return new BackendView
            {
                Id = id,
                Version = versioned.Version,
                Definition = definition,
                Format = format,
                Url = url,
                Provider = ProviderName.Of(definition.Format, url),
                Headers = [.. Headers(id, definition)],
                FetchedHeaders = [.. FetchedHeaders(id, definition)],
                Drains = DisconnectWords.Drains[definition.OnDisconnect],
                Client = format.ClientOf(id, definition, url),
                Gate = gate,
                FormatState = format.Prepare(definition),
                Prices = TokenPrices.Of(definition.Prices),
                Limits = LimitPlan.OfBackend(id, definition),
            };
        }
        catch (Exception error) when (error is SecretUnavailableException or ArgumentException or UriFormatException)
        {
            logger.BackendUnusable(id, error.Message);
            return null;
        }
    }

    private static readonly Uri EchoUrl = new("http://echo.invalid/chat/completions");

    private IEnumerable<KeyValuePair<string, string>> Headers(string id, BackendDefinition definition)
    {
        foreach (var (name, value, field) in Secrets(definition).Where(secret => !SecretResolver.IsInVault(secret.Value)))
        {
            yield return new(name, secrets.Resolve(value, SecretPlace.Backend(id), field));
        }
    }

    private IEnumerable<KeyValuePair<string, RefreshedValue>> FetchedHeaders(string id, BackendDefinition definition)
    {
        if (definition.Credentials?.ManagedIdentity is { } identity)
        {
            yield return new("Authorization", Warmed(identities.Bearer(identity)));
        }

        foreach (var (name, value, field) in Secrets(definition).Where(secret => SecretResolver.IsInVault(secret.Value)))
        {
            yield return new(name, Warmed(secrets.Follow(value, SecretPlace.Backend(id), field)));
        }
    }

    private static RefreshedValue Warmed(RefreshedValue value)
    {
        value.Warm();
        return value;
    }

    private static IEnumerable<(string Name, Secret Value, string Field)> Secrets(BackendDefinition definition)
    {
        if (definition.Credentials?.Header is { } credential)
        {
            yield return (credential.Name, credential.Value, SecretPlace.Credential);
        }

        foreach (var (name, value) in definition.Headers)
        {
            yield return (name, value, SecretPlace.Header(name));
        }
    }

    private ApiView Api(string name, ApiDefinition definition, CatalogSnapshot catalog, FrozenDictionary<string, BackendView> backends, CatalogView previous)
    {
        var before = previous.Apis.GetValueOrDefault(name)?.Aliases;
        var prefix = AliasKey.Of(name, "");
        var aliases = catalog.Aliases
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => Alias(entry.Key, entry.Key[prefix.Length..], entry.Value, backends, before?.GetValueOrDefault(entry.Key[prefix.Length..])))
            .OfType<AliasView>()
            .ToFrozenDictionary(alias => alias.Name);
        return new(name, definition.Path, aliases)
        {
            Safety = safety.Compile(SecretPlace.Api(name), definition.ContentSafety, previous.Apis.GetValueOrDefault(name)?.Safety),
        };
    }

    private AliasView? Alias(
        string key, string name, Versioned<AliasDefinition> versioned, FrozenDictionary<string, BackendView> backends, AliasView? previous)
    {
        try
        {
            var groups = Groups(versioned.Value.Targets, backends);
            return new AliasView(name, versioned.Version, groups)
            {
                Expected = previous?.Expected ?? new(),
                Stamp = new(() => CacheStamp.Of(
                    [versioned.Value, .. groups.SelectMany(group => group).Select(target => target.Backend.Definition), .. Canary(versioned.Value, backends)])),
                Rollout = versioned.Value.Rollout is { } rollout && backends.TryGetValue(rollout.Backend, out var canary)
                    ? RolloutView.Of(key, rollout, canary, groups, rollouts)
                    : null,
                IsInRollout = versioned.Value.Rollout is not null,
                Routing = RoutingPlan.Of(versioned.Value.Routing),
                Limits = LimitPlan.Of(key, versioned.Value),
                Safety = safety.Compile(SecretPlace.Alias(key), versioned.Value.ContentSafety, previous?.Safety),
                Translation = versioned.Value.Translation.Compile(),
                Parameters = RequestParameters.Of(versioned.Value.Defaults, versioned.Value.Forced),
            };
        }
        catch (ArgumentException error)
        {
            logger.AliasUnusable(name, error.Message);
            return null;
        }
    }

    private static TargetGroup[] Groups(IReadOnlyList<TargetDefinition> targets, FrozenDictionary<string, BackendView> backends) =>
    [
        .. targets
            .Where(target => backends.ContainsKey(target.Backend))
            .Select((target, at) => (target.Priority, View: new TargetView(backends[target.Backend], target.Weight, at)))
            .GroupBy(target => target.Priority, target => target.View)
            .OrderBy(group => group.Key)
            .Select(group => new TargetGroup([.. group])),
    ];

    private static IEnumerable<BackendDefinition> Canary(AliasDefinition alias, FrozenDictionary<string, BackendView> backends) =>
        alias.Rollout is { } rollout && backends.TryGetValue(rollout.Backend, out var canary) ? [canary.Definition] : [];

    private ProductView? Product(string name, ProductDefinition definition, CatalogSnapshot catalog, SafetyPolicy? policy)
    {
        try
        {
            return new(name, definition, catalog.Apis, policy);
        }
        catch (ArgumentException error)
        {
            // Its subscriptions are left out: to serve them without their limits would be worse.
            logger.LimitsUnusable("Product", name, error.Message);
            return null;
        }
    }

    /// <summary>One for each product that is open: its limits count all calls without a key together, unless they say otherwise.</summary>
    private static FrozenDictionary<string, SubscriptionView> Open(CatalogSnapshot catalog, FrozenDictionary<string, ProductView> products) => products.Values
        .Where(product => catalog.Products[product.Name].Open)
        .Select(product => new SubscriptionView(SubscriptionView.AnonymousPrefix + product.Name, product.Name, product.Apis)
        {
            ShowsRouting = product.ShowsRouting,
            Logging = product.Logging,
            Cache = product.Cache,
            Safety = product.Safety,
            Limits = product.Limits,
        })
        .SelectMany(open => open.Apis.Keys.Select(api => (Api: api, Open: open)))
        .DistinctBy(entry => entry.Api)
        .ToFrozenDictionary(entry => entry.Api, entry => entry.Open);
}
