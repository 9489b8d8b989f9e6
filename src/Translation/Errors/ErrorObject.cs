using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Translation.Errors;

/// <summary>OpenAI's error object: the one shape in which the data plane says that something went wrong.</summary>
public static class ErrorObject
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>{"error":{"message","type","param","code"}}</c>, all four keys always.</summary>
    public static void Write(IBufferWriter<byte> output, string message, string type, string? param, string? code)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, type);
        json.WriteString("param"u8, param);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The same as one event of a running stream. No <c>[DONE]</c> follows it: the stream did not end, it broke.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, string message, string type, string? param, string? code)
    {
        output.Write("data: "u8);
        Write(output, message, type, param, code);
        output.Write("\n\n"u8);
    }
}
