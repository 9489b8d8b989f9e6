using System.Buffers;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>The beginning of an event whose end has not arrived. Holds a pooled buffer only while there is something to keep, so an idle stream holds none.</summary>
internal struct KeptBytes
{
    private byte[]? _buffer;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_buffer is null || Length + bytes.Length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + bytes.Length, 2 * Length));
            Span.CopyTo(larger);
            Return();
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    public void RemoveFirst(int count)
    {
        if (count == 0)
        {
            return; // Moving all for every small piece of a large event would be quadratic.
        }

        var rest = Span[count..];
        Length = rest.Length;
        if (rest.IsEmpty)
        {
            Return();
        }
        else
        {
            rest.CopyTo(_buffer);
        }
    }

    private void Return()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
