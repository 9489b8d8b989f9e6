using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Aliases;

namespace Orleans.Gateway.Grains.Aliases.Rollouts;

/// <summary>Brings what this process counted of its rollouts to the owners of the aliases, beside the path of the requests.</summary>
internal sealed class RolloutReports(RolloutTallies tallies, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<RolloutReports> logger)
    : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly string _silo = silo.SiloAddress.ToParsableString();

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await Task.WhenAll(tallies.All.Select(ReportAsync));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(tallies.All.Select(ReportAsync));
        }
    }

    private async Task ReportAsync(RolloutTally tally)
    {
        var report = tally.Report(_silo);
        if (report.Total == tally.Told)
        {
            return;
        }

        try
        {
            await grains.GetGrain<IAliasGrain>(tally.Alias).ReportRolloutAsync(report);
            tally.Told = report.Total;
        }
        catch (Exception error)
        {
            // Reports are sums: the next one carries it.
            logger.RolloutNotReported(tally.Alias, error.GetType().Name);
        }
    }
}
