namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Tells when a silo has come or gone: an owner that was on it is somewhere else now, and knows no mirror yet.</summary>
internal static class MembershipNews
{
    public static async Task WatchAsync(IClusterMembershipService membership, Action changed, CancellationToken stopping)
    {
        var known = Active(membership.CurrentSnapshot);
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stopping))
            {
                if (Active(snapshot) is var active && !active.SetEquals(known))
                {
                    known = active;
                    changed();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private static HashSet<SiloAddress> Active(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(silo => silo.Status is SiloStatus.Active).Select(silo => silo.SiloAddress)];
}
