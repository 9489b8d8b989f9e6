using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Silo.Front;

/// <summary>The silos in turn: a client keeps to one connection for each key of a grain, so questions that are to reach all silos need many keys. Thread-safe.</summary>
internal sealed class FrontDesks
{
    private const int Count = 16;

    private int _next;

    public IFrontGrain Next(IGrainFactory grains) => grains.GetGrain<IFrontGrain>((uint)Interlocked.Increment(ref _next) % Count);
}
