using System.Threading.Channels;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A mirror of the key index that writes down what is pushed to it.</summary>
internal sealed class RecordingKeyObserver : IKeyIndexObserver
{
    private readonly Channel<KeyUpdate> _pushes = Channel.CreateUnbounded<KeyUpdate>();

    /// <summary>What is in force here: newer pushes replace it.</summary>
    public CatalogVersion InForce { get; set; }

    public async Task<KeyUpdate> NextAsync(CancellationToken cancellation) => await _pushes.Reader.ReadAsync(cancellation);

    public ValueTask<CatalogVersion> PublishAsync(KeyUpdate update)
    {
        InForce = update.To.Epoch > InForce.Epoch ? update.To : InForce;
        _pushes.Writer.TryWrite(update);
        return ValueTask.FromResult(InForce);
    }
}
