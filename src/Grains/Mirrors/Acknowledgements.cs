using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>Waits for the silos of a cluster to have what an owner has published.</summary>
internal static class Acknowledgements
{
    public static async Task<Acknowledgement> AcknowledgedAsync<TObserver, TValue>(
        this Publication<TObserver, TValue> publication, string owner, long epoch, IClusterMembershipService membership, ILogger logger)
    {
        var laggards = await publication.LaggardsAsync(epoch, membership.ActiveSilos, silo => silo.SiloAddress.ToParsableString(), MirrorTiming.Acknowledgement);
        if (laggards.Count > 0)
        {
            logger.NotAcknowledged(owner, epoch, laggards.Count, string.Join(", ", laggards.Select(silo => silo.Name)));
        }

        return new(laggards.Select(silo => silo.Name).Order(StringComparer.Ordinal).ToArray());
    }
}
