using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Access.Index;

/// <inheritdoc cref="IKeyIndexGrain"/>
[GrainType("key-index")]
internal sealed class KeyIndexGrain : Grain, IKeyIndexGrain
{
    private readonly IPersistentState<KeyIndexState> _state;
    private readonly IClusterMembershipService _membership;
    private readonly ILogger<KeyIndexGrain> _logger;
    private readonly Publication<IKeyIndexObserver, KeyUpdate> _mirrors;
    private readonly Lineage _lineage;
    private readonly RecentChanges _recent = new();
    private readonly int _shard;

    // What is persisted, as against _state.State, which is ahead of the store while a write is under way.
    private KeyShard _current = KeyShard.Empty;

    public KeyIndexGrain(
        [PersistentState("key-index")] IPersistentState<KeyIndexState> state, IClusterMembershipService membership, TimeProvider time, ILogger<KeyIndexGrain> logger)
    {
        (_state, _membership, _logger) = (state, membership, logger);
        _shard = (int)this.GetPrimaryKeyLong();
        var name = $"Key index {_shard}";
        _lineage = new(this, name, () => _current.Version, PublishAgainAsync, logger);
        _mirrors = new(name, async (mirror, update) => _lineage.Confirmed(await mirror.PublishAsync(update), update.To), time, logger);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("key index", _state.State.Schema, 1);
        _current = _state.State.Shard;
        return Task.CompletedTask;
    }

    public async Task<long> ApplyAsync(KeyChanges changes)
    {
        if (changes.ExpectedEpoch is { } expected && expected != _current.Epoch)
        {
            throw new VersionConflictException(_current.Epoch);
        }

        if (changes.Subscriptions.Count == 0)
        {
            return _current.Epoch;
        }

        var next = _current.With(changes);
        if (KeyShardRules.Mistakes(next) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        var before = _current.Version;
        await WriteAsync(next);
        var update = new KeyUpdate { Shard = _shard, From = before, To = _current.Version, Subscriptions = changes.Subscriptions };
        _recent.Add(update);
        _logger.KeysChanged(_shard, _current.Epoch, changes.Subscriptions.Count);
        _mirrors.Publish(update, _current.Epoch);
        return _current.Epoch;
    }

    public Task<KeyShard> GetAsync() => Task.FromResult(_current);

    public Task<FoundSubscription> FindAsync(string subscription) =>
        Task.FromResult(new FoundSubscription(_current.Epoch, _current.Subscriptions.GetValueOrDefault(subscription)));

    public Task<IReadOnlyList<NamedSubscription>> ListAsync(string? after, int limit, string? query) =>
        Task.FromResult<IReadOnlyList<NamedSubscription>>([.. _current.Subscriptions
            .Where(entry => (after is null || string.CompareOrdinal(entry.Key, after) > 0) && (query is null || entry.Key.Contains(query, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(limit)
            .Select(entry => new NamedSubscription(entry.Key, entry.Value))]);

    public Task<IReadOnlyList<string>> OfProductAsync(string product, int limit) => Task.FromResult<IReadOnlyList<string>>(
        _current.Subscriptions.Where(entry => entry.Value.Product == product).Select(entry => entry.Key).Order(StringComparer.Ordinal).Take(limit).ToArray());

    public Task<string?> OwnerOfAsync(IReadOnlyList<string> hashes, string exceptFor) =>
        Task.FromResult<string?>(_current.Subscriptions.FirstOrDefault(entry => entry.Key != exceptFor && entry.Value.KeyHashes.Any(hashes.Contains)).Key);

    public Task<KeyUpdate?> SubscribeAsync(string mirror, IKeyIndexObserver observer, CatalogVersion known)
    {
        _mirrors.Renew(mirror, observer, _lineage.Confirmed(known, _current.Version));
        return Task.FromResult(_current.Epoch > known.Epoch ? _recent.Since(known) ?? KeyUpdate.Whole(_shard, _current) : null);
    }

    public Task<Acknowledgement> AcknowledgedAsync(long epoch) => _mirrors.AcknowledgedAsync($"Key index {_shard}", epoch, _membership, _logger);

    private async Task WriteAsync(KeyShard content)
    {
        var next = content with { Epoch = _lineage.NextEpoch, Change = Guid.NewGuid() };
        await _state.WriteAsync(new KeyIndexState { Shard = next });
        _current = next;
    }

    private async Task PublishAgainAsync()
    {
        await WriteAsync(_current);
        _recent.Clear();
        _mirrors.Publish(KeyUpdate.Whole(_shard, _current), _current.Epoch);
    }
}
