using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A network that loses what the catalog pushes, when it is told to.</summary>
internal sealed class PushLoss : IOutgoingGrainCallFilter
{
    private int _lost;

    public bool Active { get; set; }

    public int Lost => Volatile.Read(ref _lost);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!Active || context.InterfaceMethod.DeclaringType != typeof(ICatalogObserver))
        {
            return context.Invoke();
        }

        Interlocked.Increment(ref _lost);
        throw new TimeoutException("Lost on the way.");
    }
}
