using System.Buffers;

namespace Orleans.Gateway.Micro;

/// <summary>An output that is there already, as the response's pipe is: what a benchmark shows as allocated is the translation's own.</summary>
internal sealed class Output : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[4 * 1024 * 1024];

    public int Length { get; private set; }

    public Output Clear()
    {
        Length = 0;
        return this;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(Length);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(Length);
}
