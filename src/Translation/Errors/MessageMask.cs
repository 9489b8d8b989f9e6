using System.Buffers;
using System.Text;

namespace Orleans.Gateway.Translation.Errors;

/// <summary>
/// Makes a provider's error message fit for the client: a developer needs its words, but nobody outside may learn
/// addresses, keys, or the names of accounts and deployments from it. Field paths, model names, numbers and request ids stay.
/// </summary>
/// <remarks>One pass, word by word, linear in the length of the message: the text is a stranger's.</remarks>
public static class MessageMask
{
    /// <summary>Length of the longest result in characters, its ellipsis included.</summary>
    public const int MaxLength = 2_000;

    private const int LongestQuotedName = 256;

    private static readonly string Controls = string.Concat(Enumerable.Range(0, 256).Select(c => (char)c).Where(char.IsControl));

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \u00A0\"'`<>()[]{},;|\\\u2018\u2019\u201C\u201D" + Controls);

    // A URL may hold brackets, commas and semicolons; cut there, the rest of it would be shown.
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \u00A0\"'`<>\u2018\u2019\u201C\u201D" + Controls);

    public static string Clean(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = message.AsSpan();
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength) + 16);
        var before = new WordsBefore();

        while (!text.IsEmpty && clean.Length <= MaxLength)
        {
            var length = text.IndexOfAny(WordEnds);
            length = length < 0 ? text.Length : length;
            if (length == 0)
            {
                var taken = Delimiter(text, clean, before);
                before = taken > 1 ? before with { SincePrivate = 0 } : before;
                text = text[taken..];
                continue;
            }

            if (text[..length].Contains("://", StringComparison.Ordinal))
            {
                length = text.IndexOfAny(UrlEnds) is var end and >= 0 ? end : text.Length;
            }

            var word = text[..length];
            var core = word.TrimEnd(".:!?");
            MaskedWords.Append(clean, core, before);
            clean.Append(word[core.Length..]);
            before = before.Then(core);
            text = text[length..];
        }

        return Capped(clean);
    }

    /// <summary>Copies what stands between two words, or masks a quoted name; says how much it took.</summary>
    private static int Delimiter(ReadOnlySpan<char> text, StringBuilder clean, in WordsBefore before)
    {
        var quote = text[0] is '\'' or '"' or '`' ? text[0] : '\0';
        var opens = quote != 0 && (clean.Length == 0 || clean[^1] is ' ' or ':' or '=' or '(' or '\n' or '\\');
        if (opens && before.NameAPrivateThing)
        {
            var close = text[1..Math.Min(text.Length, LongestQuotedName)].IndexOf(quote);
            if (close > 0)
            {
                clean.Append(quote).Append("[name]").Append(quote);
                return close + 2;
            }
        }

        clean.Append(char.IsControl(text[0]) && text[0] is not '\n' ? ' ' : text[0]);
        return 1;
    }

    private static string Capped(StringBuilder clean)
    {
        if (clean.Length <= MaxLength)
        {
            return clean.ToString();
        }

        var end = MaxLength - 1;
        end -= char.IsHighSurrogate(clean[end - 1]) ? 1 : 0;
        return clean.ToString(0, end) + "…";
    }
}
