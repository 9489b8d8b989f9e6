using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A network that loses what owners push, when it is told to.</summary>
internal sealed class PushLoss : IOutgoingGrainCallFilter
{
    private int _lost;

    public bool Active { get; set; }

    public int Lost => Volatile.Read(ref _lost);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!Active || context.InterfaceMethod.DeclaringType is not { } observer || (observer != typeof(ICatalogObserver) && observer != typeof(IBackendObserver)))
        {
            return context.Invoke();
        }

        Interlocked.Increment(ref _lost);
        throw new TimeoutException("Lost on the way.");
    }
}
