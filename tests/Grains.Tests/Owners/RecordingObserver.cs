using System.Threading.Channels;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A mirror that writes down what is pushed to it.</summary>
internal sealed class RecordingObserver : ICatalogObserver
{
    private readonly Channel<CatalogSnapshot> _pushes = Channel.CreateUnbounded<CatalogSnapshot>();

    public bool Any => _pushes.Reader.TryPeek(out _);

    public async Task<CatalogSnapshot> NextAsync(CancellationToken cancellation) => await _pushes.Reader.ReadAsync(cancellation);

    /// <summary>What it answers when it is asked for its calls; never completes for a silo that hangs.</summary>
    public Task<IReadOnlyList<CallInFlight>> Calls { get; init; } = Task.FromResult<IReadOnlyList<CallInFlight>>([]);

    public ValueTask<IReadOnlyList<CallInFlight>> CallsAsync() => new(Calls);

    public async ValueTask<bool> EndAsync(string requestId) => (await Calls).Any(call => call.RequestId == requestId);

    public async ValueTask<int> EndOfAsync(string subscription, int? keyPlace) => (await Calls).Count(call => call.Subscription == subscription);

    public ValueTask<IReadOnlyList<string>> MasterKeysAsync() => new([]);

    /// <summary>What is in force here: newer pushes replace it.</summary>
    public CatalogVersion InForce { get; set; }

    public ValueTask<CatalogVersion> PublishAsync(CatalogSnapshot snapshot)
    {
        InForce = snapshot.Epoch > InForce.Epoch ? snapshot.Version : InForce;
        _pushes.Writer.TryWrite(snapshot);
        return ValueTask.FromResult(InForce);
    }
}
