using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>JSON that is written into the bytes of another.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@ ");

    /// <summary>A string as a JSON value, quotes included.</summary>
    /// <param name="buffer">Used if it is large enough; else the result is a new array.</param>
    public static ReadOnlySpan<byte> Quoted(string text, Span<byte> buffer)
    {
        if (text.Length + 2 > buffer.Length || text.AsSpan().ContainsAnyExcept(Plain))
        {
            return Quoted(text);
        }

        buffer[0] = buffer[text.Length + 1] = (byte)'"';
        Ascii.FromUtf16(text, buffer[1..], out var length);
        return buffer[..(length + 2)];
    }

    public static byte[] Quoted(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
