using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Lets one process of the cluster at a time bring a whole document into the store. Nodes that start together on an empty store would otherwise
/// each write every owner, and two documents drop each other's versions from the history.
/// </summary>
internal sealed class DocumentTurns(TimeProvider time, ILogger<DocumentTurns> logger)
{
    /// <summary>How long the start of a node waits. Beyond it the node serves what the store has, and tries again.</summary>
    public static readonly TimeSpan OfStart = TimeSpan.FromSeconds(30);

    /// <summary>How long an operator waits.</summary>
    public static readonly TimeSpan OfOperator = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    /// <exception cref="TurnNotTakenException">Others had the turn all that time.</exception>
    public async Task<T> TakeAsync<T>(IGrainFactory grains, TimeSpan patience, Func<Task<T>> act, CancellationToken cancellation = default)
    {
        var (lease, holder) = (grains.GetGrain<IDocumentLeaseGrain>(0), Guid.NewGuid());
        await AcquireAsync(lease, holder, patience, cancellation);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(lease, holder, done.Token);
        try
        {
            return await act();
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
            // Should this fail, it runs out by itself.
            await lease.ReleaseAsync(holder).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AcquireAsync(IDocumentLeaseGrain lease, Guid holder, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var looks = 1; !await lease.AcquireAsync(holder); looks++)
        {
            if (looks == 1)
            {
                logger.WaitsForOtherDocument();
            }

            if (time.GetElapsedTime(started) >= patience)
            {
                throw new TurnNotTakenException();
            }

            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    /// <summary>What a renewal does not reach, the next one does. A lease that is lost in between costs no more than work done twice.</summary>
    private async Task RenewAsync(IDocumentLeaseGrain lease, Guid holder, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(RenewEvery, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            await ((Task)lease.AcquireAsync(holder)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Others were bringing documents into the store for as long as somebody was willing to wait.</summary>
internal sealed class TurnNotTakenException() : Exception("Another node brings a document into the store, and has not come to an end.");
