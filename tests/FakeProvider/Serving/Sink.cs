using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>Where the bytes of an answer go.</summary>
internal abstract class Sink
{
    internal abstract Task StartAsync(Reply reply, CancellationToken cancellation);

    internal abstract Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Called once; not for <see cref="Ending.Stall"/>.</summary>
    internal abstract Task EndAsync(Ending ending, CancellationToken cancellation);
}
