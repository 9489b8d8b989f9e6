using System.Net;
using System.Net.Http.Headers;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Grains.Chat.Calls;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// The body of one attempt, which knows whether the connection still reads it: a call that was cancelled, or answered before it was sent, may
/// still be sending, and its buffer must not go back to the pool then.
/// </summary>
internal sealed class RequestBody : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly PooledBuffer _buffer;
    private readonly LiveCall? _call;
    private int _readers;

    /// <param name="call">Told when there is a connection; null when nobody wants to know.</param>
    public RequestBody(PooledBuffer buffer, LiveCall? call = null)
    {
        (_buffer, _call) = (buffer, call);
        Headers.ContentType = Json;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readers);
        _call?.Phase = CallPhase.Waiting;
        await stream.WriteAsync(_buffer.Memory, cancellationToken).ConfigureAwait(false);

        // Only a write that came to its end lets go: one that failed may have left an operation of the operating system behind.
        Interlocked.Decrement(ref _readers);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _buffer.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Volatile.Read(ref _readers) == 0)
        {
            _buffer.Dispose();
        }

        base.Dispose(disposing);
    }
}
