using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// A tool's name as the provider takes it: at most 64 letters, digits, <c>_</c> and <c>-</c>. Any other is shortened and given a hash of the
/// whole, which depends on nothing but the name, so that tools, history and choice agree.
/// </summary>
internal static class ToolName
{
    private const int Most = 64;
    private const int Kept = 55;

    public static bool IsPlain(JsonValue name) => !name.IsEscaped && name.Inner.Length <= Most && CallIdWriter.IsValid(name.Inner);

    /// <summary>Writes it without quotes.</summary>
    public static void Write(JsonValue name, PooledBuffer output)
    {
        if (IsPlain(name))
        {
            output.Raw(name.Inner);
            return;
        }

        var text = JsonText.Decode(name.Inner);
        if (text.Length <= Most && CallIdWriter.IsValid(text))
        {
            output.Raw(text);
            return;
        }

        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, Kept)))
        {
            output.Raw(char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'_' or (byte)'-' ? letter : (byte)'_');
        }

        output.Raw((byte)'_');
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        Span<byte> hex = stackalloc byte[8];
        Convert.TryToHexStringLower(hash[..4], hex, out _);
        output.Raw(hex);
    }

    public static string ToBackend(JsonValue name)
    {
        if (IsPlain(name))
        {
            return Encoding.ASCII.GetString(name.Inner);
        }

        var buffer = new PooledBuffer();
        Write(name, buffer);
        var text = Encoding.ASCII.GetString(buffer.Written);
        buffer.Clear();
        return text;
    }
}
