using Microsoft.Extensions.Logging;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>
/// Looks whether this silo still is a member. A store that was emptied takes the membership with it: the silos that run can never declare one
/// another dead or take a new one in, and a new one founds a second cluster beside them. A silo that finds its own row gone ends its process.
/// </summary>
internal sealed class MembershipWatch(IMembershipTable table, SiloAddress self, TimeSpan limit, TimeProvider time, ILogger logger)
{
    /// <summary>How often it looks, at most.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly long _started = time.GetTimestamp();

    /// <summary>Returns when the row has been missing for too long.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var watch = default(RowWatch);
        while (true)
        {
            await Task.Delay(limit < Period ? limit : Period, time, stopping);
            var before = watch;
            watch = watch.See(await LookAsync(stopping), time.GetElapsedTime(_started));
            if (watch.Since is null)
            {
                if (before.Since is not null)
                {
                    logger.OwnRowFound();
                }
            }
            else if (watch.Missing >= limit)
            {
                logger.OwnRowLost(watch.Missing);
                return;
            }
            else
            {
                logger.OwnRowMissing(limit - watch.Missing);
            }
        }
    }

    private async Task<RowSight> LookAsync(CancellationToken stopping)
    {
        try
        {
            var row = await table.ReadRowAsync(self, stopping).WaitAsync(Period, time, stopping);
            return row.Members.Any(member => member.Item1.SiloAddress.Equals(self)) ? RowSight.Present : RowSight.Missing;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return NodeStores.SaysThatMembershipIsGone(error) ? RowSight.Missing : RowSight.Unknown;
        }
    }
}
