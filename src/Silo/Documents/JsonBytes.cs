using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>What a writer writes, in one piece.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static JsonElement Element(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }
}
