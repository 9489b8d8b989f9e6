using System.Buffers;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Caching;

/// <summary>Copies what is written to a client, up to a limit. Used by whoever holds the writer of the reply; not thread-safe.</summary>
internal sealed class CapturedBody(int most) : IBufferWriter<byte>, IDisposable
{
    private readonly PooledBuffer _copy = new(1024);
    private IBufferWriter<byte> _client = null!;
    private Memory<byte> _written;

    /// <summary>Whether nothing is missing.</summary>
    public bool IsWhole { get; private set; } = true;

    public bool IsEmpty => _copy.Length == 0;

    public CapturedBody Over(IBufferWriter<byte> client)
    {
        _client = client;
        return this;
    }

    public void Advance(int count)
    {
        if (IsWhole && count > 0)
        {
            IsWhole = _copy.Length + count <= most;
            if (IsWhole)
            {
                _copy.Write(_written.Span[..count]);
            }
        }

        // A caller may advance in steps over what it was given once.
        _written = _written[count..];
        _client.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _written = _client.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The stream without the comments that kept its connection alive: they were for the one who waited.</summary>
    public byte[] ToBody()
    {
        if (_copy.Span.IndexOf(ReplyWriter.KeepAlive) < 0)
        {
            return _copy.Span.ToArray();
        }

        var body = new ArrayBufferWriter<byte>(_copy.Length);
        var rest = _copy.Span;
        while (rest.IndexOf(ReplyWriter.KeepAlive) is >= 0 and var at)
        {
            body.Write(rest[..at]);
            rest = rest[(at + ReplyWriter.KeepAlive.Length)..];
        }

        body.Write(rest);
        return body.WrittenSpan.ToArray();
    }

    public void Dispose() => _copy.Dispose();
}
