using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Renews one subscription of a silo for as long as the silo runs: every 5 seconds, and soon again after a failure.</summary>
internal static class Renewals
{
    /// <param name="owner">As the log calls it.</param>
    /// <param name="renew">Subscribes with the version that the mirror has, and takes in what comes back.</param>
    public static async Task RunAsync(string owner, Func<Task> renew, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await Task.Delay(await TryAsync(owner, renew, logger) ? MirrorTiming.Renewal : MirrorTiming.Retry, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops. Its lease runs out by itself.
        }
    }

    private static async Task<bool> TryAsync(string owner, Func<Task> renew, ILogger logger)
    {
        try
        {
            await renew();
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            logger.MirrorNotRenewed(owner, error.GetType().Name);
            return false;
        }
    }
}
