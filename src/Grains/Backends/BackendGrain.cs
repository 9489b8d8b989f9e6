using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Backends;

/// <inheritdoc cref="IBackendGrain"/>
[GrainType("backend")]
internal sealed partial class BackendGrain(
    [PersistentState("backend")] IPersistentState<BackendState> definition,
    [PersistentState("backend-counters")] IPersistentState<BackendCountersState> counters,
    IClusterMembershipService membership,
    TimeProvider time,
    ILogger<BackendGrain> logger) : Grain, IBackendGrain
{
    /// <summary>What a dying silo can lose of the counters.</summary>
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);

    private readonly BackendMinutes _minutes = new();
    private Versioned<BackendDefinition>? _current;
    private long _last;
    private BackendCounts _total;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("backend", definition.State.Schema, 1);
        StateSchema.Check("backend counters", counters.State.Schema, 1);
        _last = definition.State.Current?.Version ?? 0;
        _current = definition.State.IsRemoved ? null : definition.State.Current;
        _total = counters.State.Total;
        _activated = Now;
        Begin();
        this.RegisterGrainTimer(SaveAsync, new GrainTimerCreationOptions(SaveEvery, SaveEvery));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveAsync(cancellationToken);

    public Task<Versioned<BackendDefinition>?> GetAsync() => Task.FromResult(_current);

    public async Task<Versioned<BackendDefinition>> StoreAsync(BackendDefinition next, long? published = null)
    {
        if (_current is { } written && written.Version > published && Alike.Backends(written.Value, next))
        {
            return written; // By somebody who did not come to publish it.
        }

        var versioned = new Versioned<BackendDefinition>(_last + 1, next);
        await definition.WriteAsync(new BackendState { Current = versioned, Circuit = _circuit.Mode });
        _current = versioned;
        _last = versioned.Version;
        logger.BackendChanged(this.GetPrimaryKeyString(), versioned.Version);
        return versioned;
    }

    public async Task RemoveAsync()
    {
        if (_current is not null)
        {
            await definition.WriteAsync(new BackendState { Current = _current, IsRemoved = true });
            _current = null;
            logger.BackendRemoved(this.GetPrimaryKeyString());
            Begin();
        }
    }

    public Task ReportAsync(BackendReport report)
    {
        _total += report.Counts;
        _minutes.Add(report.Counts, time.GetUtcNow());
        _sightings.Add(report, Now);
        Changed(Follow(report) | _circuit.Report(report, Now));
        return Task.CompletedTask;
    }

    public Task<BackendUsage> UsageAsync() => Task.FromResult(new BackendUsage(_total, _minutes.At(time.GetUtcNow())));

    private async Task SaveAsync(CancellationToken cancellation)
    {
        if (_total == counters.State.Total)
        {
            return;
        }

        try
        {
            await WriteTotalAsync();
        }
        catch (Exception error)
        {
            // The next save carries it; a store that is down must not take a backend's owner with it.
            logger.CountersNotSaved(this.GetPrimaryKeyString(), error.GetType().Name);
        }
    }

    private async Task WriteTotalAsync()
    {
        try
        {
            await counters.WriteAsync(new BackendCountersState { Total = _total });
        }
        catch (InconsistentStateException)
        {
            // A save has arrived whose answer has not, and what is stored has a mark that is not known here. Totals only grow: these are the later ones.
            await counters.ReadStateAsync();
            StateSchema.Check("backend counters", counters.State.Schema, 1);
            await counters.WriteAsync(new BackendCountersState { Total = _total });
        }
    }
}
