using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>The text of a prompt, as it stands between the quotes of a JSON string.</summary>
public static class PromptText
{
    /// <summary>In bytes: how far back a cut looks for a place before a word.</summary>
    private const int LookBack = 256;

    /// <summary>The beginning of a text, cut before a space if one is near, and never inside a character or an escape.</summary>
    /// <param name="most">In bytes.</param>
    public static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> escaped, int most)
    {
        if (escaped.Length <= most)
        {
            return escaped;
        }

        var near = Math.Max(0, most - LookBack);
        var space = escaped[near..most].LastIndexOf((byte)' ');
        if (space > 0)
        {
            return escaped[..(near + space)];
        }

        // Nothing to hold on to: character by character from the beginning.
        var end = 0;
        for (var next = 0; next <= most; next += escaped[next] == '\\' ? EscapedText.EscapeLength(escaped[next..]) : 1)
        {
            end = (escaped[next] & 0xC0) == 0x80 ? end : next;
        }

        return escaped[..end];
    }

    /// <summary>The text itself, in UTF-8. Half of a surrogate pair becomes U+FFFD.</summary>
    /// <param name="buffer">As long as <paramref name="escaped"/> or longer.</param>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, Span<byte> buffer)
    {
        var length = 0;
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            var plain = backslash < 0 ? escaped : escaped[..backslash];
            plain.CopyTo(buffer[length..]);
            length += plain.Length;
            if (backslash < 0)
            {
                return buffer[..length];
            }

            escaped = escaped[backslash..];
            length += EscapedText.First(escaped, out var rest).EncodeToUtf8(buffer[length..]);
            escaped = rest;
        }
    }
}
