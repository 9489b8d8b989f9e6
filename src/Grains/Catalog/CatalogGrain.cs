using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
[GrainType("catalog")]
internal sealed class CatalogGrain : Grain, ICatalogGrain
{
    private readonly IPersistentState<CatalogState> _state;
    private readonly IClusterMembershipService _membership;
    private readonly ILogger<CatalogGrain> _logger;
    private readonly Publication<ICatalogObserver, CatalogSnapshot> _mirrors;
    private readonly Lineage _lineage;

    // What is persisted, as against _state.State, which is ahead of the store while a write is under way.
    private CatalogSnapshot _current = CatalogSnapshot.Empty;

    public CatalogGrain(
        [PersistentState("catalog")] IPersistentState<CatalogState> state, IClusterMembershipService membership, TimeProvider time, ILogger<CatalogGrain> logger)
    {
        (_state, _membership, _logger) = (state, membership, logger);
        _lineage = new(this, "Catalog", () => _current.Version, () => PublishAsync(_current), logger);
        _mirrors = new("catalog", async (mirror, snapshot) => _lineage.Confirmed(await mirror.PublishAsync(snapshot), snapshot.Version), time, logger);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("catalog", _state.State.Schema, 1);
        _current = _state.State.Snapshot;
        return Task.CompletedTask;
    }

    public async Task<long> ApplyAsync(CatalogChanges changes)
    {
        if (changes.ExpectedEpoch is { } expected && expected != _current.Epoch)
        {
            throw new VersionConflictException(_current.Epoch);
        }

        if (changes.IsEmpty)
        {
            return _current.Epoch;
        }

        var next = _current.With(changes);
        if (CatalogRules.Mistakes(next) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        await PublishAsync(next);
        return _current.Epoch;
    }

    public Task<CatalogSnapshot> GetAsync() => Task.FromResult(_current);

    public Task<CatalogSnapshot?> SubscribeAsync(string mirror, ICatalogObserver observer, CatalogVersion known)
    {
        _mirrors.Renew(mirror, observer, _lineage.Confirmed(known, _current.Version));
        return Task.FromResult(_current.Epoch > known.Epoch ? _current : null);
    }

    public Task<Acknowledgement> AcknowledgedAsync(long epoch) => _mirrors.AcknowledgedAsync("Catalog", epoch, _membership, _logger);

    public Task<Dictionary<string, ICatalogObserver>> MirrorsAsync() =>
        Task.FromResult(_mirrors.Live().ToDictionary(live => live.Mirror, live => live.Observer));

    private async Task PublishAsync(CatalogSnapshot content)
    {
        var next = content with { Epoch = _lineage.NextEpoch, Change = Guid.NewGuid() };
        await _state.WriteAsync(new CatalogState { Snapshot = next });
        _current = next;
        _logger.CatalogChanged(next.Epoch);
        _mirrors.Publish(next, next.Epoch);
    }
}
