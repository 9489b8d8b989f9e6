using System.Buffers.Text;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A key of 32 bytes as people write it: hexadecimal (64 digits), base64 or base64url, with or without padding.</summary>
public static class KeyText
{
    /// <summary>In bytes.</summary>
    public const int Length = 32;

    /// <param name="name">What the message calls it, for example <c>Gateway:MasterKey</c>.</param>
    /// <exception cref="FormatException">It is not 32 bytes, or all of them are the same. The text itself is not in the message.</exception>
    public static byte[] Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.AsSpan().Trim();
        var key = new byte[Length];
        if (!TryDecode(trimmed, key))
        {
            throw new FormatException($"{name} is not a key of {Length} bytes. Write it in base64 or hexadecimal, for example the output of: openssl rand -base64 {Length}");
        }

        // All zeros and the like: somebody's placeholder, which everybody knows.
        if (key.AsSpan().IndexOfAnyExcept(key[0]) < 0)
        {
            throw new FormatException($"{name} is a placeholder: all its bytes are the same. Use random ones, for example the output of: openssl rand -base64 {Length}");
        }

        return key;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> key)
    {
        if (text.Length == 2 * Length)
        {
            return Convert.FromHexString(text, key, out _, out _) is System.Buffers.OperationStatus.Done;
        }

        if (text.Length is not (43 or 44))
        {
            return false;
        }

        return text.IndexOfAny('-', '_') >= 0
            ? Base64Url.TryDecodeFromChars(text, key, out var url) && url == Length
            : Convert.TryFromBase64String(text.Length == 43 ? $"{text}=" : text.ToString(), key, out var count) && count == Length;
    }
}
