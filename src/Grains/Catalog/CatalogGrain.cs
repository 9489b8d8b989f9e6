using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
[GrainType("catalog")]
internal sealed class CatalogGrain : Grain, ICatalogGrain
{
    private readonly IPersistentState<CatalogState> _state;
    private readonly IClusterMembershipService _membership;
    private readonly ILogger<CatalogGrain> _logger;
    private readonly Publication<ICatalogObserver, CatalogSnapshot> _mirrors;

    // What is persisted, as against _state.State, which is ahead of the store while a write is under way.
    private CatalogSnapshot _current = CatalogSnapshot.Empty;

    // The highest epoch that a mirror had without having it from here.
    private long _above;
    private IGrainTimer? _goingOn;

    public CatalogGrain(
        [PersistentState("catalog")] IPersistentState<CatalogState> state, IClusterMembershipService membership, TimeProvider time, ILogger<CatalogGrain> logger)
    {
        (_state, _membership, _logger) = (state, membership, logger);
        _mirrors = new("catalog", async (mirror, snapshot) => Confirmed(await mirror.PublishAsync(snapshot), snapshot.Version), time, logger);
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
        _mirrors.Renew(mirror, observer, Confirmed(known, _current.Version));
        return Task.FromResult(_current.Epoch > known.Epoch ? _current : null);
    }

    public async Task<Acknowledgement> AcknowledgedAsync(long epoch)
    {
        var laggards = await _mirrors.LaggardsAsync(epoch, _membership.ActiveSilos, silo => silo.SiloAddress.ToParsableString(), MirrorTiming.Acknowledgement);
        if (laggards.Count > 0)
        {
            _logger.NotAcknowledged(epoch, laggards.Count, string.Join(", ", laggards.Select(silo => silo.Name)));
        }

        return new(laggards.Select(silo => silo.Name).Order(StringComparer.Ordinal).ToArray());
    }

    public Task<Dictionary<string, ICatalogObserver>> MirrorsAsync() =>
        Task.FromResult(_mirrors.Live().ToDictionary(live => live.Mirror, live => live.Observer));

    private async Task PublishAsync(CatalogSnapshot content)
    {
        var next = content with { Epoch = Math.Max(_current.Epoch, _above) + 1, Change = Guid.NewGuid() };
        await _state.WriteAsync(new CatalogState { Snapshot = next });
        _current = next;
        _logger.CatalogChanged(next.Epoch);
        _mirrors.Publish(next, next.Epoch);
    }

    /// <summary>The epoch that a mirror confirms by saying what it has in force: 0 when that is none of this owner's making.</summary>
    private long Confirmed(CatalogVersion inForce, CatalogVersion sent)
    {
        if (inForce == sent || inForce == _current.Version)
        {
            return inForce.Epoch;
        }

        if (inForce.Epoch >= _current.Epoch)
        {
            GoOnAbove(inForce.Epoch);
        }

        return 0;
    }

    /// <summary>
    /// A mirror is ahead: the store was restored from a backup, or lost its last write. What the store has wins, but the mirror takes no step back,
    /// so it is published again with an epoch above. The step is one of the grain's own turns, since a change may be under way.
    /// </summary>
    private void GoOnAbove(long epoch)
    {
        _above = Math.Max(_above, epoch);
        // A store that is empty takes nothing away from silos that serve; its first change will go on above them.
        if (_current.Epoch > 0 && _goingOn is null)
        {
            _goingOn = this.RegisterGrainTimer(GoOnAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        }
    }

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        _goingOn?.Dispose();
        _goingOn = null;
        if (_above < _current.Epoch)
        {
            return; // A change that came first has gone on above already.
        }

        _logger.MirrorIsAhead(_above, _current.Epoch);
        try
        {
            await PublishAsync(_current);
        }
        catch (Exception error)
        {
            // The next renewal finds the mirror ahead again.
            _logger.NotGoneOn(error.GetType().Name);
            if (error is InconsistentStateException)
            {
                DeactivateOnIdle(); // Another activation has written: it is the owner, and not this one.
            }
        }
    }
}
