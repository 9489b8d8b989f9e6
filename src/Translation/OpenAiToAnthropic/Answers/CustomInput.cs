using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// Takes the input of a custom tool out of <c>{"input":"…"}</c> while it still grows, so that a long one streams like text. What has an
/// unexpected shape is left for the end of the block (<see cref="ToolInput"/>).
/// </summary>
internal struct CustomInput
{
    // White space in front of the text is looked at again with each piece.
    private const int LongestLead = 1_024;

    private Phase _phase;
    private int _next;

    private enum Phase : byte
    {
        BeforeText,
        InText,
        Over,
    }

    /// <summary>Whether the text was found, be it complete or not.</summary>
    public readonly bool IsFound => _next > 0;

    /// <param name="json">All of the input so far.</param>
    /// <param name="ready">Gets what is new of the text, escaped; half an escape waits for its other half.</param>
    public void Advance(ReadOnlySpan<byte> json, ref PooledBytes ready)
    {
        if (_phase == Phase.BeforeText && TryFindText(json, out var start))
        {
            (_phase, _next) = (Phase.InText, start);
        }

        while (_phase == Phase.InText && _next < json.Length)
        {
            var rest = json[_next..];
            var plain = rest.IndexOfAny((byte)'"', (byte)'\\');
            plain = plain < 0 ? rest.Length : plain;
            AppendPlain(ref ready, rest[..plain]);
            _next += plain;
            if (plain == rest.Length)
            {
                return;
            }

            if (rest[plain] == '"')
            {
                _phase = Phase.Over;
                return;
            }

            rest = rest[plain..];
            if (IsHalf(rest))
            {
                return;
            }

            var length = EscapedText.EscapeLength(rest);
            if (RawJson.IsWhole([(byte)'"', .. rest[..length], (byte)'"']))
            {
                ready.Append(rest[..length]);
                _next += length;
            }
            else
            {
                // The model wrote a backslash that JSON does not know.
                ready.Append("\\\\"u8);
                _next++;
            }
        }
    }

    private static bool IsHalf(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 2 || (escape[1] == 'u' && escape.Length < 6))
        {
            return true;
        }

        // Half of a surrogate pair, with the other half still to come.
        return escape[1] == 'u' && escape.Length < 12 && escape[2] is (byte)'d' or (byte)'D'
            && escape[3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B';
    }

    private bool TryFindText(ReadOnlySpan<byte> json, out int start)
    {
        start = 0;
        foreach (var part in (ReadOnlySpan<byte>)[0, 1, 2, 3])
        {
            var token = part switch { 0 => "{"u8, 1 => "\"input\""u8, 2 => ":"u8, _ => "\""u8 };
            while (start < json.Length && json[start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                start++;
            }

            var here = json[start..];
            if (!here.StartsWith(token))
            {
                if (!token.StartsWith(here) || start > LongestLead)
                {
                    _phase = Phase.Over;
                }

                return false;
            }

            start += token.Length;
        }

        return true;
    }

    // Line breaks that the model forgot to escape.
    private static void AppendPlain(ref PooledBytes ready, ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0)
        {
            ready.Append(text);
            return;
        }

        EscapedText.AppendEscaped(ref ready, text);
    }
}
