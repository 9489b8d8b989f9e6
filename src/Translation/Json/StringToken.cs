using System.Buffers;
using System.Text.Json;

namespace Orleans.Gateway.Translation.Json;

/// <summary>The text of a JSON string that a reader stands on.</summary>
public static class StringToken
{
    /// <summary>Appends it as UTF-8. Half of a surrogate pair becomes U+FFFD, where the reader's own decoding would throw.</summary>
    /// <param name="reader">One that reads a single piece of memory.</param>
    public static void CopyTo(in Utf8JsonReader reader, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var inner = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            output.Write(JsonText.Decode(inner));
        }
        else
        {
            output.Write(inner);
        }
    }
}
