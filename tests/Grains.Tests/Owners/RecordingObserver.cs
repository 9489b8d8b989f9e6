using System.Threading.Channels;
using Orleans.Gateway.Contracts.Catalog;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A mirror that writes down what is pushed to it.</summary>
internal sealed class RecordingObserver : ICatalogObserver
{
    private readonly Channel<CatalogSnapshot> _pushes = Channel.CreateUnbounded<CatalogSnapshot>();

    public bool Any => _pushes.Reader.TryPeek(out _);

    public async Task<CatalogSnapshot> NextAsync(CancellationToken cancellation) => await _pushes.Reader.ReadAsync(cancellation);

    public ValueTask<long> PublishAsync(CatalogSnapshot snapshot)
    {
        _pushes.Writer.TryWrite(snapshot);
        return ValueTask.FromResult(snapshot.Epoch);
    }
}
