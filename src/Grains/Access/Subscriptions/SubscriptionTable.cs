using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Access.Subscriptions;

/// <summary>
/// This process' copy of the key index. A request looks up one hash, whatever the number of subscriptions; a change of one costs one entry, not a
/// new table. Readers take no lock. Outlives the silo.
/// </summary>
public sealed class SubscriptionTable(ILogger<SubscriptionTable>? logger = null)
{
    private readonly ILogger _logger = logger ?? NullLogger<SubscriptionTable>.Instance;
    private readonly Lock _gate = new();
    private readonly Shard[] _shards = [.. Enumerable.Range(0, KeyIndex.Shards).Select(_ => new Shard())];
    private readonly ConcurrentDictionary<KeyHash, Owner> _keys = new();
    private readonly HashSet<KeyHash> _contested = [];
    private readonly ClaimsIndex _claims = new();
    private int _count;

    // Of subscriptions with limits of their own, and how many name it.
    private readonly Dictionary<CallSource, int> _sources = [];
    private volatile IReadOnlyList<string> _countedHeaders = [];
    private volatile IReadOnlyList<string> _countedClaims = [];

    public int Count => Volatile.Read(ref _count);

    /// <summary>The names of the headers by which limits of single subscriptions are counted. The same list until it changes.</summary>
    public IReadOnlyList<string> CountedHeaders => _countedHeaders;

    /// <summary>As <see cref="CountedHeaders"/>, of claims.</summary>
    public IReadOnlyList<string> CountedClaims => _countedClaims;

    /// <summary>What is in force of a shard.</summary>
    public CatalogVersion Version(int shard)
    {
        lock (_gate)
        {
            return _shards[shard].Version;
        }
    }

    /// <summary>Whose key it is. Allocates nothing once the subscription has been asked for in this epoch of the catalog.</summary>
    /// <param name="place">Which of its keys.</param>
    public bool TryFind(in KeyHash hash, CatalogView catalog, [NotNullWhen(true)] out SubscriptionView? subscription, out int place)
    {
        if (_keys.TryGetValue(hash, out var owner))
        {
            (subscription, place) = (owner.Entry.In(catalog, _logger), owner.Place);
            return subscription is not null;
        }

        (subscription, place) = (null, 0);
        return false;
    }

    /// <summary>Whom a token with these claims stands for; null when nobody.</summary>
    public SubscriptionView? Find(IReadOnlyList<KeyValuePair<string, string>> claims, CatalogView catalog, out bool isAmbiguous)
    {
        (var entry, isAmbiguous) = _claims.Find(claims);
        return entry?.In(catalog, _logger);
    }

    public SubscriptionView? Find(string subscription, CatalogView catalog) => Entry(subscription)?.In(catalog, _logger);

    public bool Has(string subscription) => Entry(subscription) is not null;

    /// <summary>Takes in what brings a shard further. Returns what is in force afterwards: what it goes on from may not be what is here.</summary>
    public CatalogVersion Apply(KeyUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_gate)
        {
            var shard = _shards[update.Shard];
            if (update.From is { } from ? from != shard.Version : update.To.Epoch <= shard.Version.Epoch)
            {
                return shard.Version;
            }

            foreach (var (name, definition) in update.Subscriptions)
            {
                Set(shard, name, definition);
            }

            if (update.From is null)
            {
                foreach (var name in shard.Entries.Keys.Where(name => !update.Subscriptions.ContainsKey(name)))
                {
                    Set(shard, name, null);
                }
            }

            shard.Version = update.To;
            _count = _shards.Sum(each => each.Entries.Count);
            return shard.Version;
        }
    }

    /// <summary>Takes in what was known before this process, if nothing of that shard is in force yet.</summary>
    public void Fill(int shard, KeyShard known)
    {
        ArgumentNullException.ThrowIfNull(known);
        lock (_gate)
        {
            if (_shards[shard].Version.Epoch == 0)
            {
                Apply(KeyUpdate.Whole(shard, known));
            }
        }
    }

    public KeyShard Export(int shard)
    {
        lock (_gate)
        {
            return new()
            {
                Epoch = _shards[shard].Version.Epoch,
                Change = _shards[shard].Version.Change,
                Subscriptions = _shards[shard].Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Definition),
            };
        }
    }

    private SubscriptionEntry? Entry(string subscription) => _shards[KeyIndex.ShardOf(subscription)].Entries.GetValueOrDefault(subscription);

    private void Set(Shard shard, string name, SubscriptionDefinition? definition)
    {
        shard.Entries.TryGetValue(name, out var before);
        var entry = definition is null ? null : new SubscriptionEntry(name, definition);

        // New keys before old ones go: one that stays is never unknown for a moment.
        var hashes = Hashes(definition);
        for (var place = 0; place < hashes.Count; place++)
        {
            Claim(hashes[place], new(entry!, place));
        }

        foreach (var hash in Hashes(before?.Definition).Except(hashes))
        {
            Release(hash, name);
        }

        if (entry is not null)
        {
            _claims.Add(entry);
        }

        if (before is not null)
        {
            _claims.Remove(before);
        }

        CountSources(before?.Definition, -1);
        CountSources(definition, 1);
        if (entry is null)
        {
            shard.Entries.TryRemove(name, out _);
        }
        else
        {
            shard.Entries[name] = entry;
        }
    }

    /// <summary>Two subscriptions with one key come of two changes at the same moment only. All nodes agree on whose it is: that of the lower name.</summary>
    private void Claim(KeyHash hash, Owner owner)
    {
        if (_keys.TryGetValue(hash, out var other) && other.Entry.Id != owner.Entry.Id)
        {
            var isLower = string.CompareOrdinal(owner.Entry.Id, other.Entry.Id) < 0;
            _contested.Add(hash);
            _logger.KeyContested(isLower ? owner.Entry.Id : other.Entry.Id, isLower ? other.Entry.Id : owner.Entry.Id);
            if (!isLower)
            {
                return;
            }
        }

        _keys[hash] = owner;
    }

    private void Release(KeyHash hash, string name)
    {
        if (!_keys.TryGetValue(hash, out var owner) || owner.Entry.Id != name)
        {
            return;
        }

        _keys.TryRemove(hash, out _);
        if (!_contested.Remove(hash))
        {
            return;
        }

        foreach (var other in _shards.SelectMany(shard => shard.Entries.Values).Where(entry => entry.Id != name))
        {
            if (Hashes(other.Definition).IndexOf(hash) is >= 0 and var place)
            {
                Claim(hash, new(other, place));
            }
        }
    }

    private void CountSources(SubscriptionDefinition? definition, int by)
    {
        if (definition is null or { Limits.Count: 0 })
        {
            return;
        }

        foreach (var source in definition.Limits.SelectMany(limit => limit.CounterKey.Split('+')).Select(CallSource.Of).OfType<CallSource>())
        {
            _sources[source] = _sources.GetValueOrDefault(source) + by;
            if (_sources[source] <= 0)
            {
                _sources.Remove(source);
            }
        }

        _countedHeaders = [.. _sources.Keys.Where(source => !source.IsClaim).Select(source => source.Name).Order(StringComparer.Ordinal).Distinct(StringComparer.OrdinalIgnoreCase)];
        _countedClaims = [.. _sources.Keys.Where(source => source.IsClaim).Select(source => source.Name).Order(StringComparer.Ordinal)];
    }

    private static List<KeyHash> Hashes(SubscriptionDefinition? definition)
    {
        var hashes = new List<KeyHash>(2);
        foreach (var text in definition?.KeyHashes ?? [])
        {
            if (KeyHash.TryParse(text, out var hash))
            {
                hashes.Add(hash);
            }
        }

        return hashes;
    }

    private readonly record struct Owner(SubscriptionEntry Entry, int Place);

    private sealed class Shard
    {
        public CatalogVersion Version { get; set; }

        public ConcurrentDictionary<string, SubscriptionEntry> Entries { get; } = new(StringComparer.Ordinal);
    }
}
