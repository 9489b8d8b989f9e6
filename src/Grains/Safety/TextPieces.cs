namespace Orleans.Gateway.Grains.Safety;

/// <summary>Cuts UTF-8 text by characters (Unicode code points), never inside one.</summary>
internal static class TextPieces
{
    /// <summary>What the service takes at once, in characters.</summary>
    public const int Most = 10_000;

    /// <summary>What two neighbouring pieces of a long text have in common, in characters, so that a phrase at the cut is seen whole.</summary>
    public const int Overlap = 200;

    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += (unit & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>Where the last so many characters begin; 0 when there are no more than those.</summary>
    public static int TailStart(ReadOnlySpan<byte> text, int characters)
    {
        var at = text.Length;
        while (characters > 0 && at > 0)
        {
            at--;
            characters -= (text[at] & 0xC0) == 0x80 ? 0 : 1;
        }

        return at;
    }

    /// <summary>The pieces in which a text is judged; none for an empty one.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = HeadEnd(text.Span, Most);
            yield return text[..end];
            if (end == text.Length)
            {
                yield break;
            }

            text = text[TailStart(text.Span[..end], Overlap)..];
        }
    }

    /// <summary>Where the first so many characters end.</summary>
    public static int HeadEnd(ReadOnlySpan<byte> text, int characters)
    {
        if (text.Length <= characters)
        {
            return text.Length;
        }

        var at = 0;
        while (at < text.Length)
        {
            if ((text[at] & 0xC0) != 0x80 && characters-- == 0)
            {
                return at;
            }

            at++;
        }

        return at;
    }
}
