using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Renews one subscription of a silo for as long as the silo runs: every 5 seconds, soon again after a failure, and at once when told to.</summary>
/// <param name="owner">As the log calls it.</param>
/// <param name="renew">Subscribes with the version that the mirror has, and takes in what comes back.</param>
internal sealed class Renewals(string owner, Func<Task> renew, TimeProvider time, ILogger logger)
{
    /// <summary>Of failures in a row: about every ten seconds.</summary>
    private const int LogEvery = 40;

    private TaskCompletionSource _nudge = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var nudge = Volatile.Read(ref _nudge).Task;
            var pause = await TryAsync() ? MirrorTiming.Renewal : MirrorTiming.Retry;

            // The end of the silo ends it too: its lease runs out by itself.
            await nudge.WaitAsync(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Renews now rather than when it is time.</summary>
    public void Nudge() =>
        Interlocked.Exchange(ref _nudge, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>One renewal. Any number may run at once: versions never go back.</summary>
    public async Task<bool> TryAsync()
    {
        try
        {
            await renew();
            Volatile.Write(ref _failures, 0);
            return true;
        }
        catch (Exception error)
        {
            // An owner that is away for minutes is not news four times a second.
            if (Interlocked.Increment(ref _failures) % LogEvery == 1)
            {
                logger.MirrorNotRenewed(owner, error.GetType().Name);
            }

            return false;
        }
    }
}
