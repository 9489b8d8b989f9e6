using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// Which versions are of an owner's own making, and what happens when a mirror has one that is not: the store was restored from a backup, or lost
/// its last write. What the store has wins, but a mirror takes no step back, so it is published again with an epoch above. Belongs to one grain.
/// </summary>
/// <param name="name">Of the owner, as the log calls it.</param>
/// <param name="current">What is in force at the owner.</param>
/// <param name="publishAgain">Publishes that as it is, as <see cref="NextEpoch"/>.</param>
internal sealed class Lineage(IGrainBase owner, string name, Func<CatalogVersion> current, Func<Task> publishAgain, ILogger logger)
{
    // The highest epoch that a mirror had without having it from here.
    private long _above;
    private IGrainTimer? _goingOn;

    public long NextEpoch => Math.Max(current().Epoch, _above) + 1;

    /// <summary>The epoch that a mirror confirms by saying what it has in force: 0 when that is none of this owner's making.</summary>
    public long Confirmed(CatalogVersion inForce, CatalogVersion sent)
    {
        if (inForce == sent || inForce == current())
        {
            return inForce.Epoch;
        }

        if (inForce.Epoch >= current().Epoch)
        {
            GoOnAbove(inForce.Epoch);
        }

        return 0;
    }

    /// <summary>The step is one of the grain's own turns, since a change may be under way.</summary>
    private void GoOnAbove(long epoch)
    {
        _above = Math.Max(_above, epoch);
        // A store that is empty takes nothing away from silos that serve; its first change will go on above them.
        if (current().Epoch > 0 && _goingOn is null)
        {
            _goingOn = owner.RegisterGrainTimer(GoOnAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        }
    }

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        _goingOn?.Dispose();
        _goingOn = null;
        if (_above < current().Epoch)
        {
            return; // A change that came first has gone on above already.
        }

        logger.MirrorIsAhead(name, _above, current().Epoch);
        try
        {
            await publishAgain();
        }
        catch (Exception error)
        {
            // The next renewal finds the mirror ahead again.
            logger.NotGoneOn(name, error.GetType().Name);
            if (error is InconsistentStateException)
            {
                owner.DeactivateOnIdle(); // Another activation has written: it is the owner, and not this one.
            }
        }
    }
}
