using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orleans.Gateway.Translation.Json;

/// <summary>The inside of JSON strings: decoding, encoding, blankness.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\',
    ]);

    /// <summary>Decodes the inside of a string. Half of a surrogate pair becomes U+FFFD, so the result is always UTF-8.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> inner)
    {
        var buffer = new byte[inner.Length];
        return buffer.AsSpan(0, Decode(inner, buffer)).ToArray();
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public static void Decode(ReadOnlySpan<byte> inner, PooledBuffer output) => output.Advance(Decode(inner, output.GetSpan(inner.Length)));

    /// <summary>Appends text as the inside of a JSON string, escaping only what must be.</summary>
    public static void Encode(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        while (text.Length > 0)
        {
            var plain = text.IndexOfAny(MustEscape);
            if (plain < 0)
            {
                output.Raw(text);
                return;
            }

            output.Raw(text[..plain]);
            EncodeOne(text[plain], output);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Whether the inside of a string has nothing but whitespace, in any spelling; also when it is empty.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> inner)
    {
        // Nearly every text starts with a visible character.
        if (inner.Length > 0 && inner[0] is > (byte)' ' and < 0x80 and not (byte)'\\')
        {
            return false;
        }

        return TrimmedLength(inner) == 0;
    }

    /// <summary>The length of the inside of a string without the whitespace at its end, escaped whitespace included.</summary>
    public static int TrimmedLength(ReadOnlySpan<byte> inner)
    {
        var length = 0;
        var at = 0;
        while (at < inner.Length)
        {
            var (rune, used) = Next(inner[at..]);
            at += used;
            if (!IsWhiteSpace(rune))
            {
                length = at;
            }
        }

        return length;
    }

    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1C and <= 0x1F;

    /// <summary>The first character of the inside of a string, and how many bytes spell it.</summary>
    public static (Rune Rune, int Length) Next(ReadOnlySpan<byte> inner)
    {
        if (inner[0] != (byte)'\\')
        {
            Rune.DecodeFromUtf8(inner, out var plain, out var used);
            return (plain, Math.Max(used, 1));
        }

        if (inner.Length < 2)
        {
            return (Rune.ReplacementChar, 1);
        }

        if (inner[1] != (byte)'u')
        {
            return (new Rune(Short(inner[1])), 2);
        }

        if (!TryHex(inner, out var first))
        {
            return (Rune.ReplacementChar, Math.Min(inner.Length, 6));
        }

        if (Rune.TryCreate((char)first, out var single))
        {
            return (single, 6);
        }

        return inner.Length >= 12 && inner[6] == (byte)'\\' && inner[7] == (byte)'u' && TryHex(inner[6..], out var second)
               && Rune.TryCreate((char)first, (char)second, out var pair)
            ? (pair, 12)
            : (Rune.ReplacementChar, 6);
    }

    private static int Decode(ReadOnlySpan<byte> inner, Span<byte> output)
    {
        var written = 0;
        while (inner.Length > 0)
        {
            var plain = inner.IndexOf((byte)'\\');
            if (plain < 0)
            {
                plain = inner.Length;
            }

            inner[..plain].CopyTo(output[written..]);
            written += plain;
            inner = inner[plain..];
            if (inner.Length > 0)
            {
                var (rune, used) = Next(inner);
                written += rune.EncodeToUtf8(output[written..]);
                inner = inner[used..];
            }
        }

        return written;
    }

    private static void EncodeOne(byte value, PooledBuffer output)
    {
        switch (value)
        {
            case (byte)'"': output.Raw("\\\""u8); break;
            case (byte)'\\': output.Raw("\\\\"u8); break;
            case (byte)'\n': output.Raw("\\n"u8); break;
            case (byte)'\r': output.Raw("\\r"u8); break;
            case (byte)'\t': output.Raw("\\t"u8); break;
            default:
                output.Raw("\\u00"u8);
                output.Raw(Encoding.ASCII.GetBytes(value.ToString("x2", CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static char Short(byte escape) => escape switch
    {
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        < 0x80 => (char)escape,
        _ => '\uFFFD',
    };

    private static bool TryHex(ReadOnlySpan<byte> escape, out ushort value)
    {
        value = 0;
        return escape.Length >= 6 && ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
