using System.Collections.Concurrent;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A network that loses what owners push, when it is told to, or cuts single silos off from the owners.</summary>
internal sealed class PushLoss
{
    private readonly ConcurrentDictionary<string, SiloAddress> _cut = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lost;

    public bool Active { get; set; }

    public int Lost => Volatile.Read(ref _lost);

    /// <summary>An owner pushes beside its answer to whoever published.</summary>
    public Task FirstLoss => _first.Task;

    /// <summary>From here on, nothing that owners and the mirror of this silo tell each other arrives.</summary>
    public void Cut(string silo, SiloAddress address) => _cut[silo] = address;

    public void Heal() => _cut.Clear();

    /// <summary>The network as one silo sees it.</summary>
    public IOutgoingGrainCallFilter Of(string silo) => new Filter(this, silo);

    private bool Loses(string silo, IOutgoingGrainCallContext context) => context.InterfaceMethod.DeclaringType switch
    {
        var type when type == typeof(ICatalogObserver) || type == typeof(IBackendObserver) || type == typeof(IKeyIndexObserver) =>
            Active || _cut.Values.Any(address => $"{context.TargetId}".Contains(address.ToParsableString(), StringComparison.Ordinal)),
        var type when type == typeof(ICatalogGrain) || type == typeof(IBackendGrain) || type == typeof(IKeyIndexGrain) =>
            context.MethodName is nameof(ICatalogGrain.SubscribeAsync) && _cut.ContainsKey(silo),
        _ => false,
    };

    private sealed class Filter(PushLoss loss, string silo) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (!loss.Loses(silo, context))
            {
                return context.Invoke();
            }

            Interlocked.Increment(ref loss._lost);
            loss._first.TrySetResult();
            throw new TimeoutException("Lost on the way.");
        }
    }
}
