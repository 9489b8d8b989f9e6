using Orleans.Gateway.Contracts.Audit;

namespace Orleans.Gateway.Grains.Audit;

/// <inheritdoc cref="IAuditPageGrain"/>
[GrainType("audit-page")]
internal sealed class AuditPageGrain([PersistentState("audit-page")] IPersistentState<AuditPageState> state) : Grain, IAuditPageGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("audit page", state.State.Schema, 1);
        return Task.CompletedTask;
    }

    public async Task KeepAsync(IReadOnlyList<AuditRecord> records)
    {
        if (state.State.Records.Count == 0)
        {
            await state.WriteAsync(new AuditPageState { Records = records });
        }
        else if (!state.State.Records.Select(record => record.Hash).SequenceEqual(records.Select(record => record.Hash)))
        {
            throw new InvalidOperationException($"The audit page {this.GetPrimaryKeyString()} is full, and holds other records.");
        }
    }

    public Task<IReadOnlyList<AuditRecord>> ReadAsync() => Task.FromResult(state.State.Records);
}
