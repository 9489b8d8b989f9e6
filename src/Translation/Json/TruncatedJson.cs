using System.Text.Json;

namespace Orleans.Gateway.Translation.Json;

/// <summary>Closes an object whose end is missing, as a model leaves it that ran out of tokens. Nothing is made up: what is incomplete and no text is left out.</summary>
internal static class TruncatedJson
{
    private const int MaxDepth = 64;

    /// <returns>False where the text is broken rather than cut off, or holds nothing; the output may then have been written to.</returns>
    public static bool TryClose(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        if (text.IsEmpty || text[0] != (byte)'{')
        {
            return false;
        }

        Span<byte> closers = stackalloc byte[MaxDepth];
        var depth = 0;
        var closable = 0;
        var consumed = 0;
        var afterName = false;
        var inArray = false;
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
            while (reader.Read())
            {
                consumed = (int)reader.BytesConsumed;
                afterName = reader.TokenType == JsonTokenType.PropertyName;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject: closers[depth++] = (byte)'}'; break;
                    case JsonTokenType.StartArray: closers[depth++] = (byte)']'; break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray: depth--; break;
                }

                inArray = depth > 0 && closers[depth - 1] == (byte)']';
                closable = afterName ? closable : consumed;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        var rest = text[consumed..].TrimStart(" \t\r\n,:"u8);
        if ((afterName || inArray) && rest.Length > 0 && rest[0] == (byte)'"')
        {
            output.Raw(text[..(text.Length - rest.Length)]);
            output.Raw(WholeCharacters(rest));
            output.Raw((byte)'"');
        }
        else
        {
            output.Raw(text[..closable]);
        }

        while (depth > 0)
        {
            output.Raw(closers[--depth]);
        }

        return true;
    }

    // Without an escape that lost its end, or half a surrogate pair that lost the other; the text itself is whole UTF-8, since it was decoded
    // from a string.
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var half = -1; // Where the first half of a pair is, as long as nothing has followed it.
        while (true)
        {
            var escape = text[at..].IndexOf((byte)'\\');
            half = escape == 0 || at == text.Length ? half : -1;
            if (escape < 0)
            {
                return half < 0 ? text : text[..half];
            }

            at += escape;
            var length = at + 1 < text.Length && text[at + 1] == (byte)'u' ? 6 : 2;
            if (at + length > text.Length)
            {
                return text[..(half < 0 ? at : half)];
            }

            half = length == 6 && IsHighSurrogate(text[(at + 2)..]) ? at : -1;
            at += length;
        }
    }

    // D800 to DBFF.
    private static bool IsHighSurrogate(ReadOnlySpan<byte> digits) =>
        (digits[0] | 0x20) == 'd' && (digits[1] | 0x20) is '8' or '9' or 'a' or 'b';
}
