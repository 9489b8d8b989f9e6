using Microsoft.Extensions.Hosting;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>
/// Looks after the leases of the process every second, and gives them back when it stops. To be registered after what runs the silo: services
/// stop in reverse order, and the owners must still be there then.
/// </summary>
public sealed class LeaseTending(LeaseBook book, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await book.GiveBackAsync().WaitAsync(Every, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                book.Tend();
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }
}
