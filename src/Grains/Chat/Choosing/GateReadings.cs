using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>What the gates of this process say of a backend right now.</summary>
internal static class GateReadings
{
    public static GateReading Of(BackendView backend) => new(GateState.Closed, TimeSpan.Zero, IsRateLimited: false, backend.Tally.InFlight, TimeSpan.Zero);
}
