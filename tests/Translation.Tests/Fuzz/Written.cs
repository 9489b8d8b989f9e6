using System.Buffers;
using System.Text.Json;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>What one run wrote. Reused, so that the memory of a run is that of the code under test.</summary>
internal sealed class Written : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public Written Clear()
    {
        _length = 0;
        return this;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(sizeHint, 256);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, needed * 2);
        }

        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Whether the bytes are exactly one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 256 });
            while (json.Read())
            {
                // The reader checks the text of a string only when it is asked for it.
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !System.Text.Unicode.Utf8.IsValid(json.ValueSpan))
                {
                    return false;
                }
            }

            return json.BytesConsumed == bytes.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
