using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>Brings the tallies of this process to the backend grains, beside the path of the requests.</summary>
internal sealed class BackendReports(BackendTallies tallies, IGrainFactory grains, TimeProvider time, ILogger<BackendReports> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await ReportAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReportAsync();
        }
    }

    private async Task ReportAsync()
    {
        foreach (var (backend, tally) in tallies.All)
        {
            var counts = tally.Take();
            if (counts == default)
            {
                continue;
            }

            try
            {
                await grains.GetGrain<IBackendGrain>(backend).ReportAsync(counts);
            }
            catch (Exception error)
            {
                // After a timeout the owner may have counted them all the same; then they count twice, which beats not at all.
                tally.GiveBack(counts);
                logger.ReportFailed(backend, counts.Attempts, error.GetType().Name);
            }
        }
    }
}
