using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Usage;

/// <inheritdoc cref="IUsageGrain"/>
/// <remarks>
/// What is answered is stored, and the numbers of the batches with it: a write of which nobody knows whether it arrived is found by the next
/// activation, and the batch that is sent again counts once.
/// </remarks>
[GrainType("usage")]
internal sealed class UsageGrain([PersistentState("usage")] IPersistentState<UsageState> state, TimeProvider time) : Grain, IUsageGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("usage", state.State.Schema, 1);
        return Task.CompletedTask;
    }

    public Task CountAsync(UsageBatch batch) =>
        UsageLedger.With(state.State, batch, time.GetUtcNow()) is { } next ? state.WriteAsync(next) : Task.CompletedTask;

    public Task<IReadOnlyList<UsageRow>> ReadAsync() => Task.FromResult<IReadOnlyList<UsageRow>>(UsageLedger.Rows(state.State));
}
