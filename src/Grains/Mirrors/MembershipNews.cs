namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Tells when a silo has come or gone: an owner that was on it is somewhere else now, and knows no mirror yet.</summary>
internal static class MembershipNews
{
    public static async Task WatchAsync(IClusterMembershipService membership, Action changed, CancellationToken stopping)
    {
        var known = States(membership.CurrentSnapshot);
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stopping))
            {
                if (States(snapshot) is var states && !states.SetEquals(known))
                {
                    known = states;
                    changed();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // Every state of every silo: one that stops hands its grains over between the first word of it and the last.
    private static HashSet<(SiloAddress, SiloStatus)> States(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Select(silo => (silo.SiloAddress, silo.Status))];
}
