using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// The definitions of a running gateway, one by one. A change is made for the epoch that it has seen, and made anew when another one came in
/// between, so that two changes never undo each other unseen. Aliases have owners of their own: see <see cref="LiveAliases"/>.
/// </summary>
public sealed class LiveCatalog
{
    /// <summary>How often a change is made anew.</summary>
    private const int MostTries = 20;

    /// <summary>How many of those who stand in the way of a deletion are named.</summary>
    private const int MostReferrers = 100;

    private readonly ISecretSealer _sealer;
    private readonly KeyHasher _hasher;
    private readonly IReferenceSource _references;

    internal LiveCatalog(ISecretSealer sealer, KeyHasher hasher, IReferenceSource references) => (_sealer, _hasher, _references) = (sealer, hasher, references);

    /// <summary>Whether its backends exist is for its owner to say.</summary>
    /// <exception cref="DefinitionRejectedException">All mistakes.</exception>
    internal AliasDefinition ReadAlias(ReadOnlySpan<byte> json) => DefinitionReader.Alias(json, _references);

    /// <summary>What a read or a list sees: one epoch.</summary>
    public static async Task<(long Epoch, IReadOnlyList<StoredDefinition> Items, string? Next)> ListAsync(
        IGrainFactory grains, DefinitionKind kind, string? after, int limit, string? query)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(kind);
        var catalog = kind == DefinitionKind.Subscriptions ? await PageAsync(grains, after, limit + 1, query) : await Catalog(grains).GetAsync();
        var names = kind.NamesIn(catalog)
            .Where(name => query is null || name.Contains(query, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Where(name => after is null || string.CompareOrdinal(name, after) > 0)
            .Take(limit + 1)
            .ToList();
        return (catalog.Epoch, [.. names.Take(limit).Select(name => kind.Find(catalog, name)!)], names.Count > limit ? names[limit - 1] : null);
    }

    public static async Task<StoredDefinition?> FindAsync(IGrainFactory grains, DefinitionKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Find((await SeenAsync(grains, kind, name, isDeletion: false)).Catalog, name);
    }

    /// <exception cref="DefinitionRejectedException">All mistakes.</exception>
    public async Task<EditResult> PutAsync(IGrainFactory grains, DefinitionKind kind, string name, ReadOnlyMemory<byte> body, WriteCondition condition)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (kind.NameProblem(name) is { } problem)
        {
            throw new DefinitionRejectedException([new("name", problem)]);
        }

        return await ChangeAsync(grains, kind, name, condition, catalog => kind switch
        {
            _ when kind == DefinitionKind.Apis => Api(name, DefinitionReader.Api(body.Span, name, catalog.Apis.GetValueOrDefault(name), _sealer, _references)),
            _ when kind == DefinitionKind.Backends => Backend(name, DefinitionReader.Backend(body.Span, name, catalog.Backends.GetValueOrDefault(name)?.Value, _sealer, _references)),
            _ when kind == DefinitionKind.Products => Product(name, DefinitionReader.Product(body.Span, name, catalog, _sealer, _references)),
            _ => Subscription(name, DefinitionReader.Subscription(body.Span, catalog.Subscriptions.GetValueOrDefault(name), catalog, _hasher, _references)),
        });
    }

    public static async Task<EditResult> DeleteAsync(IGrainFactory grains, DefinitionKind kind, string name, WriteCondition condition)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var result = await ChangeAsync(grains, kind, name, condition, _ => kind switch
        {
            _ when kind == DefinitionKind.Apis => new() { Changes = new() { Apis = One<ApiDefinition>(name, null) } },
            _ when kind == DefinitionKind.Backends => new() { Changes = new() { Backends = One<Versioned<BackendDefinition>>(name, null) } },
            _ when kind == DefinitionKind.Products => new() { Changes = new() { Products = One<ProductDefinition>(name, null) } },
            _ => new Edit { Changes = new() { Subscriptions = One<SubscriptionDefinition>(name, null) } },
        }, isDeletion: true);
        if (result.Problem is EditProblem.None && kind == DefinitionKind.Backends)
        {
            // Out of the catalog first: nobody calls a backend that nobody publishes.
            await grains.GetGrain<IBackendGrain>(name).RemoveAsync();
        }

        return result;
    }

    /// <summary>Writes, or with no body takes away, the credentials of a backend, and leaves the rest of it as it is.</summary>
    /// <exception cref="DefinitionRejectedException">All mistakes; none holds the secret.</exception>
    public Task<EditResult> PutCredentialsAsync(IGrainFactory grains, string backend, ReadOnlyMemory<byte>? body, WriteCondition condition) =>
        ChangeAsync(grains, DefinitionKind.Backends, backend, condition, catalog => catalog.Backends.GetValueOrDefault(backend)?.Value is { } stored
            ? Backend(backend, stored with { Credentials = body is { } json ? DefinitionReader.Credentials(json.Span, backend, stored, _sealer, _references) : null })
            : null);

    /// <summary>Gives a subscription a new key in one of its places; the old one of that place opens nothing any more.</summary>
    public Task<EditResult> RegenerateAsync(IGrainFactory grains, string subscription, bool secondary, WriteCondition condition) =>
        ChangeAsync(grains, DefinitionKind.Subscriptions, subscription, condition, catalog =>
        {
            if (!catalog.Subscriptions.TryGetValue(subscription, out var stored))
            {
                return null;
            }

            var key = SubscriptionKey.Generate(subscription);
            var hashes = stored.KeyHashes.ToList();
            var at = secondary ? 1 : 0;
            if (at < hashes.Count)
            {
                hashes[at] = _hasher.Hash(key);
            }
            else
            {
                hashes.Add(_hasher.Hash(key));
            }

            return Edited(subscription, stored with { KeyHashes = hashes.ToArray() }, new() { [secondary ? "secondary" : "primary"] = key });
        });

    /// <param name="state">One of <see cref="SubscriptionStates"/>.</param>
    public static Task<EditResult> SetStateAsync(IGrainFactory grains, string subscription, string state, WriteCondition condition) =>
        ChangeAsync(grains, DefinitionKind.Subscriptions, subscription, condition, catalog =>
            !catalog.Subscriptions.TryGetValue(subscription, out var stored) ? null
            : SubscriptionStates.CanFollow(stored.State, state) ? Edited(subscription, stored with { State = state }, [])
            : new Edit { Problem = EditProblem.Final });

    private Edit Subscription(string name, SubscriptionDefinition definition)
    {
        if (definition.KeyHashes.Count > 0 || definition.Claims.Count > 0)
        {
            return Edited(name, definition, []);
        }

        var keys = new Dictionary<string, string> { ["primary"] = SubscriptionKey.Generate(name), ["secondary"] = SubscriptionKey.Generate(name) };
        return Edited(name, definition with { KeyHashes = [.. keys.Values.Select(_hasher.Hash)] }, keys);
    }

    private static Edit Api(string name, ApiDefinition definition) =>
        new() { Changes = new() { Apis = One(name, definition) }, After = DefinitionKind.Of(name, definition) };

    private static Edit Product(string name, ProductDefinition definition) =>
        new() { Changes = new() { Products = One(name, definition) }, After = DefinitionKind.Of(name, definition) };

    private static Edit Backend(string name, BackendDefinition definition) => new() { Backend = definition };

    private static Edit Edited(string name, SubscriptionDefinition definition, Dictionary<string, string> keys) =>
        new() { Changes = new() { Subscriptions = One(name, definition) }, After = DefinitionKind.Of(name, definition), Keys = keys };

    /// <param name="edit">What the change is in the light of a catalog; null when there is nothing to change.</param>
    private static async Task<EditResult> ChangeAsync(
        IGrainFactory grains, DefinitionKind kind, string name, WriteCondition condition, Func<CatalogSnapshot, Edit?> edit, bool isDeletion = false)
    {
        var owner = Catalog(grains);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var (catalog, shardEpoch) = await SeenAsync(grains, kind, name, isDeletion);
            var before = kind.Find(catalog, name);
            if (condition.Check(before?.Tag) is not EditProblem.None and var problem)
            {
                return new EditResult(problem) { Before = before };
            }

            if (edit(catalog) is not { } change)
            {
                return new EditResult(EditProblem.NotFound);
            }

            if (change.Problem is not EditProblem.None)
            {
                return new EditResult(change.Problem) { Before = before };
            }

            if (isDeletion)
            {
                if (before is null)
                {
                    return new EditResult(EditProblem.NotFound);
                }

                if (kind.Referrers(catalog, name) is { Count: > 0 } referrers)
                {
                    return new EditResult(EditProblem.InUse) { Before = before, Referrers = referrers };
                }
            }

            try
            {
                if (change.Changes is { Subscriptions.Count: > 0 } keys)
                {
                    await RefuseForeignKeysAsync(grains, name, keys.Subscriptions[name]);
                    var shard = SubscriptionShards.ShardOf(grains, name);
                    var version = await shard.ApplyAsync(new KeyChanges { Subscriptions = keys.Subscriptions, ExpectedEpoch = shardEpoch });
                    return new EditResult(EditProblem.None)
                    {
                        Before = before,
                        After = change.After,
                        Epoch = catalog.Epoch,
                        Shards = [new(KeyIndex.ShardOf(name), version)],
                        Keys = change.Keys,
                    };
                }

                var (changes, after) = change.Backend is { } definition ? await StoreAsync(grains, name, definition) : (change.Changes!, change.After);
                var epoch = await owner.ApplyAsync(changes with { ExpectedEpoch = catalog.Epoch });
                return new EditResult(EditProblem.None) { Before = before, After = after, Epoch = epoch, Keys = change.Keys };
            }
            catch (VersionConflictException)
            {
                // Another change came first; this one is looked at again in its light.
            }
        }

        return new EditResult(EditProblem.Busy);
    }

    /// <summary>The catalog with what a change of that kind looks at of the subscriptions, and the epoch of the shard of the one that is meant.</summary>
    private static async Task<(CatalogSnapshot Catalog, long ShardEpoch)> SeenAsync(IGrainFactory grains, DefinitionKind kind, string name, bool isDeletion)
    {
        var catalog = await Catalog(grains).GetAsync();
        if (kind == DefinitionKind.Subscriptions)
        {
            var found = await SubscriptionShards.ShardOf(grains, name).FindAsync(name);
            return (catalog with { Subscriptions = found.Definition is { } definition ? new() { [name] = definition } : new Dictionary<string, SubscriptionDefinition>() }, found.Epoch);
        }

        if (kind == DefinitionKind.Products && isDeletion)
        {
            var users = await SubscriptionShards.AskAsync(grains, shard => shard.OfProductAsync(name, MostReferrers));
            return (catalog with
            {
                Subscriptions = users.SelectMany(some => some).Take(MostReferrers).ToDictionary(user => user, _ => new SubscriptionDefinition { Product = name, KeyHashes = [] }),
            }, 0);
        }

        return (catalog, 0);
    }

    private static async Task<CatalogSnapshot> PageAsync(IGrainFactory grains, string? after, int limit, string? query)
    {
        var pages = await SubscriptionShards.AskAsync(grains, shard => shard.ListAsync(after, limit, query));
        var catalog = await Catalog(grains).GetAsync();
        return catalog with { Subscriptions = pages.SelectMany(page => page).ToDictionary(found => found.Name, found => found.Definition) };
    }

    /// <summary>Keys that were made elsewhere may be in use already; those that are made here cannot.</summary>
    private static async Task RefuseForeignKeysAsync(IGrainFactory grains, string name, SubscriptionDefinition? definition)
    {
        if (definition is null)
        {
            return;
        }

        var owners = await SubscriptionShards.AskAsync(grains, shard => shard.OwnerOfAsync(definition.KeyHashes, name));
        if (owners.OfType<string>().FirstOrDefault() is { } other)
        {
            throw new DefinitionRejectedException([new("keys", $"has the same key as the subscription {other}. Give each its own.")]);
        }
    }

    private static async Task<(CatalogChanges Changes, StoredDefinition After)> StoreAsync(IGrainFactory grains, string name, BackendDefinition definition)
    {
        var written = await grains.GetGrain<IBackendGrain>(name).StoreAsync(definition);
        return (new() { Backends = One(name, written) }, DefinitionKind.Of(name, written));
    }

    private static ICatalogGrain Catalog(IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(0);

    private static Dictionary<string, T?> One<T>(string name, T? value)
        where T : class => new() { [name] = value };

    /// <summary>A change in the making. A backend is written by its owner first, which gives it its version.</summary>
    private sealed record Edit
    {
        public CatalogChanges? Changes { get; init; }

        public BackendDefinition? Backend { get; init; }

        public StoredDefinition? After { get; init; }

        public Dictionary<string, string> Keys { get; init; } = [];

        /// <summary>Why it cannot be made.</summary>
        public EditProblem Problem { get; init; }
    }
}
