using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
[GrainType("catalog")]
internal sealed class CatalogGrain(
    [PersistentState("catalog")] IPersistentState<CatalogState> state, TimeProvider time, ILogger<CatalogGrain> logger)
    : Grain, ICatalogGrain
{
    private readonly Publication<ICatalogObserver, CatalogSnapshot> _mirrors =
        new("catalog", static (mirror, snapshot) => mirror.PublishAsync(snapshot), time, logger);

    // What is persisted, as against state.State, which is ahead of the store while a write is under way.
    private CatalogSnapshot _current = CatalogSnapshot.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("catalog", state.State.Schema, 1);
        _current = state.State.Snapshot;
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

        await state.WriteAsync(new CatalogState { Snapshot = next });
        _current = next;
        logger.CatalogChanged(next.Epoch);
        _mirrors.Publish(next, next.Epoch);
        return next.Epoch;
    }

    public Task<CatalogSnapshot> GetAsync() => Task.FromResult(_current);

    public Task<CatalogSnapshot?> SubscribeAsync(string mirror, ICatalogObserver observer, long knownEpoch)
    {
        _mirrors.Renew(mirror, observer);
        return Task.FromResult(_current.Epoch > knownEpoch ? _current : null);
    }

    public Task<Dictionary<string, ICatalogObserver>> MirrorsAsync() =>
        Task.FromResult(_mirrors.Live().ToDictionary(live => live.Mirror, live => live.Observer));
}
