using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Catalog;

/// <inheritdoc cref="IDocumentLeaseGrain"/>
[GrainType("document-lease")]
internal sealed class DocumentLeaseGrain(TimeProvider time) : Grain, IDocumentLeaseGrain
{
    private DocumentLease _lease;

    public Task<bool> AcquireAsync(Guid holder)
    {
        _lease = _lease.AskedBy(holder, time.GetElapsedTime(0));
        return Task.FromResult(_lease.Holder == holder);
    }

    public Task ReleaseAsync(Guid holder)
    {
        _lease = _lease.ReleasedBy(holder);
        return Task.CompletedTask;
    }
}
