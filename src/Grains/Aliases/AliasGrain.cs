using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Aliases;

/// <inheritdoc cref="IAliasGrain"/>
[GrainType("alias")]
internal sealed class AliasGrain([PersistentState("alias")] IPersistentState<AliasState> state, ILogger<AliasGrain> logger) : Grain, IAliasGrain
{
    /// <summary>How old the last word of a target's owner can be, should the owner not answer when it is asked.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(10);

    // What is persisted; state.State is ahead of the store while a write is under way.
    private Versioned<AliasDefinition>? _current;
    private long _last;
    private TargetSightings? _targets;

    private TargetSightings Targets => _targets ??= new TargetSightings(GrainFactory);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("alias", state.State.Schema, 1);
        _last = state.State.Current?.Version ?? 0;
        _current = state.State.IsRemoved ? null : state.State.Current;
        this.RegisterGrainTimer(RefreshAsync, new GrainTimerCreationOptions(RefreshEvery, RefreshEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task<Versioned<AliasDefinition>?> GetAsync() => Task.FromResult(_current);

    public async Task<Published<AliasDefinition>> PutAsync(AliasDefinition definition, long? expected)
    {
        var next = AliasRules.Next(_current, definition, expected, _last);
        var catalog = GrainFactory.GetGrain<ICatalogGrain>(0);
        if (AliasRules.Mistakes(AliasKey.Split(this.GetPrimaryKeyString()).Api, definition, await catalog.GetAsync()) is { Count: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        await WriteAsync(next);
        var epoch = await catalog.ApplyAsync(new CatalogChanges
        {
            Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { [this.GetPrimaryKeyString()] = next },
        });
        return new(next, epoch);
    }

    public async Task<Versioned<AliasDefinition>> StoreAsync(AliasDefinition definition)
    {
        var next = AliasRules.Next(_current, definition, expected: null, _last);
        await WriteAsync(next);
        return next;
    }

    public async Task RemoveAsync()
    {
        if (_current is not null)
        {
            await state.WriteAsync(new AliasState { Current = _current, IsRemoved = true });
            _current = null;
            logger.AliasRemoved(this.GetPrimaryKeyString());
        }
    }

    public async Task<AliasHealth?> HealthAsync()
    {
        await RefreshAsync();
        return _current is { } current ? new AliasHealth(current.Version, Targets.Of(current.Value.Targets)) : null;
    }

    private Task RefreshAsync() => Targets.RefreshAsync(_current?.Value.Targets ?? []);

    private async Task WriteAsync(Versioned<AliasDefinition> next)
    {
        await state.WriteAsync(new AliasState { Current = next });
        _current = next;
        _last = next.Version;
        logger.AliasChanged(this.GetPrimaryKeyString(), next.Version);
    }
}
