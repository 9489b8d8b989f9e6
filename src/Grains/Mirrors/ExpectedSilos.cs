namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Whose confirmation an owner waits for.</summary>
internal static class ExpectedSilos
{
    extension(IClusterMembershipService membership)
    {
        /// <summary>All that may admit a request, whether they have subscribed or not.</summary>
        public IEnumerable<ClusterMember> ActiveSilos() => membership.CurrentSnapshot.Members.Values.Where(silo => silo.Status is SiloStatus.Active);
    }
}
