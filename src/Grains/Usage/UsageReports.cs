using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Usage;

/// <summary>
/// Brings what this process counted to the owners of the usage, beside the path of the requests. An owner that does not answer holds up nobody
/// else's batch, and gets the same one again.
/// </summary>
internal sealed class UsageReports(UsageOutbox outbox, IGrainFactory grains, TimeProvider time, ILogger<UsageReports> logger) : BackgroundService
{
    /// <summary>Batches under way at once: what the store is asked for by one process.</summary>
    private const int AtOnce = 4;

    /// <summary>What the last words of a process may take.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(outbox.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await SendAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(Farewell, time);
            await SendAsync(patience.Token);
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        var stored = new List<string>();
        var failed = 0;
        string? why = null;
        try
        {
            await Parallel.ForEachAsync(outbox.Due(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (due, _) =>
            {
                try
                {
                    await grains.GetGrain<IUsageGrain>(due.Key).CountAsync(due.Batch);
                    lock (stored)
                    {
                        stored.Add(due.Key);
                    }
                }
                catch (Exception error)
                {
                    Interlocked.Increment(ref failed);
                    why = error.GetType().Name;
                }
            });
        }
        catch (OperationCanceledException)
        {
            // What was not sent stays: with the process, if that ends.
        }

        stored.ForEach(outbox.Stored);
        if (failed > 0)
        {
            logger.UsageNotStored(failed, why!);
        }
    }
}
