using System.Buffers;
using System.Globalization;
using System.Text;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Text as it stands between the quotes of a JSON string. What a reader has accepted there can be copied into another JSON string
/// as it is, which is why most text is never unescaped on its way through.
/// </summary>
internal static class EscapedText
{
    private static readonly SearchValues<byte> NeedEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>How many Unicode code points the text has, each escape (and each escaped surrogate pair) counted as what it stands for.</summary>
    public static int CodePoints(ReadOnlySpan<byte> escaped)
    {
        var count = 0;
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            var plain = backslash < 0 ? escaped : escaped[..backslash];
            foreach (var b in plain)
            {
                count += (b & 0xC0) == 0x80 ? 0 : 1;
            }

            if (backslash < 0)
            {
                return count;
            }

            count++;
            escaped = escaped[(backslash + EscapeLength(escaped[backslash..]))..];
        }
    }

    public static bool StartsWithNewline(ReadOnlySpan<byte> escaped) => escaped.StartsWith("\\n"u8);

    public static bool EndsWithNewline(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.EndsWith("\\n"u8))
        {
            return false;
        }

        // An even number of backslashes in front of the n is text that ends in backslash and n.
        var backslashes = escaped.Length - 1 - (escaped[..^1].LastIndexOfAnyExcept((byte)'\\') + 1);
        return backslashes % 2 == 1;
    }

    /// <summary>Never throws: half a surrogate pair becomes U+FFFD.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(escaped);
        }

        var text = default(PooledBytes);
        AppendUnescaped(ref text, escaped);
        var result = Encoding.UTF8.GetString(text.Span);
        text.Release();
        return result;
    }

    public static void AppendUnescaped(ref PooledBytes text, ReadOnlySpan<byte> escaped)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            text.Append(backslash < 0 ? escaped : escaped[..backslash]);
            if (backslash < 0)
            {
                return;
            }

            text.Append(utf8[..First(escaped[backslash..], out escaped).EncodeToUtf8(utf8)]);
        }
    }

    /// <summary>What the escape stands for that <paramref name="escaped"/> starts with. Half of a surrogate pair stands for U+FFFD.</summary>
    public static Rune First(ReadOnlySpan<byte> escaped, out ReadOnlySpan<byte> rest)
    {
        var length = EscapeLength(escaped);
        rest = escaped[length..];
        return RuneOf(escaped[..length]);
    }

    /// <summary>Writes plain UTF-8 as escaped text.</summary>
    public static void AppendEscaped(ref PooledBytes escaped, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var special = text.IndexOfAny(NeedEscape);
            escaped.Append(special < 0 ? text : text[..special]);
            if (special < 0)
            {
                return;
            }

            escaped.Append(text[special] switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                var control => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{control:x4}")),
            });
            text = text[(special + 1)..];
        }
    }

    /// <summary>A string as escaped text.</summary>
    public static byte[] Escape(string text)
    {
        var escaped = default(PooledBytes);
        AppendEscaped(ref escaped, Encoding.UTF8.GetBytes(text));
        var result = escaped.Span.ToArray();
        escaped.Release();
        return result;
    }

    /// <summary>Bytes of the escape that <paramref name="escaped"/> starts with; both halves of an escaped surrogate pair are one.</summary>
    public static int EscapeLength(ReadOnlySpan<byte> escaped)
    {
        if (escaped is not [_, (byte)'u', ..])
        {
            return Math.Min(2, escaped.Length);
        }

        if (escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u'
            && Rune.TryCreate((char)Hex(escaped.Slice(2, 4)), (char)Hex(escaped.Slice(8, 4)), out _))
        {
            return 12;
        }

        return Math.Min(6, escaped.Length);
    }

    private static Rune RuneOf(ReadOnlySpan<byte> escape)
    {
        if (escape.Length == 12 && Rune.TryCreate((char)Hex(escape.Slice(2, 4)), (char)Hex(escape.Slice(8, 4)), out var pair))
        {
            return pair;
        }

        if (escape.Length == 6)
        {
            return Rune.TryCreate(Hex(escape.Slice(2, 4)), out var rune) ? rune : Rune.ReplacementChar;
        }

        return escape.Length < 2 ? Rune.ReplacementChar : escape[1] switch
        {
            (byte)'n' => new Rune('\n'),
            (byte)'r' => new Rune('\r'),
            (byte)'t' => new Rune('\t'),
            (byte)'b' => new Rune('\b'),
            (byte)'f' => new Rune('\f'),
            < 0x80 and var itself => new Rune(itself),
            _ => Rune.ReplacementChar,
        };
    }

    private static int Hex(ReadOnlySpan<byte> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0xFFFD;
}
