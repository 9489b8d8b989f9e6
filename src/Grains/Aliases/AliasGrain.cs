using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Aliases;

/// <inheritdoc cref="IAliasGrain"/>
/// <remarks>
/// What is in force is what the catalog has published. A version that was written here and never got there, because of a crash or a store
/// that was down in between, counts as never written: its writer was told of no success.
/// </remarks>
[GrainType("alias")]
internal sealed partial class AliasGrain(
    [PersistentState("alias")] IPersistentState<AliasState> state, TimeProvider time, ILogger<AliasGrain> logger) : Grain, IAliasGrain
{
    /// <summary>How old the last word of a target's owner can be, should the owner not answer when it is asked.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(10);

    // What is persisted; state.State is ahead of the store while a write is under way.
    private Versioned<AliasDefinition>? _current;
    private IReadOnlyList<AliasVersion> _history = [];
    private long _last;
    private TargetSightings? _targets;

    private TargetSightings Targets => _targets ??= new TargetSightings(GrainFactory);

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(0);

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("alias", state.State.Schema, 1);
        _last = state.State.Current?.Version ?? 0;
        _current = state.State.IsRemoved ? null : state.State.Current;
        this.RegisterGrainTimer(RefreshAsync, new GrainTimerCreationOptions(RefreshEvery, RefreshEvery) { Interleave = true });
        this.RegisterGrainTimer(TendOwnAsync, new GrainTimerCreationOptions(AliasTender.Every, AliasTender.Every));
        _history = AliasHistory.Of(state.State);
        _evidence = state.State.Rollout ?? _evidence;
        _saved = _evidence;
        return Task.CompletedTask;
    }

    public Task<Versioned<AliasDefinition>?> GetAsync() => Task.FromResult(_current);

    public Task<Published<AliasDefinition>> PutAsync(AliasDefinition definition, long? expected, ChangeNote? note = null) =>
        PublishAsync(definition, expected, note ?? ChangeNote.Unknown, restoredFrom: null);

    public async Task<Versioned<AliasDefinition>> StoreAsync(AliasDefinition definition, ChangeNote? note = null, long? published = null)
    {
        note ??= ChangeNote.Document;
        if (_current is { } written && written.Version > published)
        {
            if (_history[^1].Note == note && Alike.Aliases(written.Value, definition))
            {
                return written; // By somebody who did not come to publish it.
            }

            // Never published, or by another way than the caller's: then it must stay in the history.
            if ((Published(await Catalog.GetAsync())?.Version ?? 0) is var inForce && inForce != published)
            {
                throw new VersionConflictException(inForce);
            }
        }

        var next = AliasRules.Next(_current, definition, expected: null, _last);
        await WriteAsync(next, note, restoredFrom: null, published);
        return next;
    }

    public async Task RemoveAsync()
    {
        if (_current is not null)
        {
            await state.WriteAsync(new AliasState { Current = _current, IsRemoved = true, History = _history });
            _current = null;
            logger.AliasRemoved(Key);
        }
    }

    public async Task<AliasHealth?> HealthAsync()
    {
        await RefreshAsync();
        return _current is { } current ? new AliasHealth(current.Version, Targets.Of(current.Value.Targets)) : null;
    }

    private Task RefreshAsync() => Targets.RefreshAsync(_current?.Value.Targets ?? []);

    public async Task<long> DeleteAsync(long? expected)
    {
        var published = Published(await Catalog.GetAsync());
        if (published is null || (expected is not null && expected != published.Version))
        {
            throw new VersionConflictException(published?.Version ?? 0);
        }

        // Out of the catalog first: should the rest fail, an alias that nobody publishes is gone all the same.
        var epoch = await Catalog.ApplyAsync(Change(null));
        await RemoveAsync();
        return epoch;
    }

    public async Task<IReadOnlyList<AliasVersion>> VersionsAsync() =>
        AliasHistory.InForce(_history, Published(await Catalog.GetAsync())?.Version ?? 0);

    public async Task<Published<AliasDefinition>?> RollbackAsync(long version, long? expected, ChangeNote note) =>
        _history.FirstOrDefault(entry => entry.Version == version) is { } old
            ? await PublishAsync(old.Definition with { Rollout = null }, expected, note, version)
            : null;

    private async Task<Published<AliasDefinition>> PublishAsync(AliasDefinition definition, long? expected, ChangeNote note, long? restoredFrom)
    {
        var catalog = await Catalog.GetAsync();
        var published = Published(catalog);
        var next = AliasRules.Next(published, definition, expected, _last);
        if (AliasRules.Mistakes(AliasKey.Split(Key).Api, definition, catalog) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        await WriteAsync(next, note, restoredFrom, published?.Version ?? 0);
        return new(next, await Catalog.ApplyAsync(Change(next)));
    }

    private Versioned<AliasDefinition>? Published(CatalogSnapshot catalog) => _current is null ? null : catalog.Aliases.GetValueOrDefault(Key);

    private CatalogChanges Change(Versioned<AliasDefinition>? next) =>
        new() { Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { [Key] = next } };

    private async Task WriteAsync(Versioned<AliasDefinition> next, ChangeNote note, long? restoredFrom, long? published)
    {
        var version = new AliasVersion { Version = next.Version, Definition = next.Value, At = time.GetUtcNow(), Note = note, RestoredFrom = restoredFrom };
        // A removed alias is in no catalog, and has its past all the same.
        var history = AliasHistory.With(_history, version, _current is null ? null : published);
        await state.WriteAsync(new AliasState { Current = next, History = history, Rollout = next.Value.Rollout is null ? null : _evidence });
        (_current, _history, _last) = (next, history, next.Version);
        logger.AliasChanged(Key, next.Version);
    }
}
