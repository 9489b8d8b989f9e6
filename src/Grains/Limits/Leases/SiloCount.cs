using Microsoft.Extensions.Hosting;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>Tells the leases of the process how many silos share the limits. Belongs to the silo; the last number stays when that is gone.</summary>
internal sealed class SiloCount(LeaseBook book, IClusterMembershipService membership) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                var active = snapshot.Members.Values.Count(member => member.Status is SiloStatus.Active);
                if (active > 0)
                {
                    book.Silos = active;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }
}
