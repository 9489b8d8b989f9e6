using System.Globalization;
using System.Text;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>
/// Cuts text where o200k's pattern does, so that each piece can be counted by itself. Pieces of ASCII are exactly the pattern's; where other letters
/// stand, a piece reaches to the next place that must be a cut, and may hold several of the pattern's.
/// </summary>
/// <remarks>
/// Here and not as the pattern, because a match of a regular expression costs an object and ten times the rest. No alternative of the pattern looks
/// back: wherever one begins, cutting can begin again.
/// </remarks>
internal ref struct TokenPieces(ReadOnlySpan<byte> text)
{
    /// <summary>In bytes: the longest piece that holds several of the pattern's. The tokenizer's time grows with the square of a run without spaces.</summary>
    internal const int Longest = 256;

    private static readonly byte[] Kinds = [.. Enumerable.Range(0, 256).Select(value => (byte)KindOf((byte)value))];

    private ReadOnlySpan<byte> _rest = text;

    private enum Kind : byte
    {
        Other,
        Upper,
        Lower,
        Digit,
        Blank,
        NewLine,

        /// <summary>Part of a character that is not ASCII: only a table of Unicode could say what it is.</summary>
        Foreign,
    }

    public ReadOnlySpan<byte> Piece { get; private set; }

    /// <summary>The piece is one of the pattern's, and ASCII.</summary>
    public bool IsOne { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var length = One(_rest);
        IsOne = length > 0;
        length = IsOne ? length : Several(_rest);
        Piece = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The length of the pattern's match here. 0: what is not ASCII decides.</summary>
    private static int One(ReadOnlySpan<byte> text)
    {
        var first = Of(text[0]);
        switch (first)
        {
            case Kind.Foreign:
                return 0;
            case Kind.Upper or Kind.Lower:
                return Word(text, 0);
            case Kind.Digit:
                return Digits(text);
            case Kind.NewLine:
                return Blanks(text);
        }

        if (text.Length == 1)
        {
            return 1;
        }

        return Of(text[1]) switch
        {
            Kind.Foreign => 0,
            Kind.Upper or Kind.Lower => Word(text, 1),
            Kind.Other when text[0] == ' ' => Marks(text),
            _ when first == Kind.Blank => Blanks(text),
            _ => Marks(text),
        };
    }

    /// <param name="start">1: with what stands before the word.</param>
    private static int Word(ReadOnlySpan<byte> text, int start)
    {
        var end = Run(text, Run(text, start, Kind.Upper), Kind.Lower);
        return end == text.Length ? end : Of(text[end]) == Kind.Foreign ? 0 : text[end] == '\'' ? Contracted(text, end) : end;
    }

    /// <summary>With the <c>'s</c>, <c>'t</c>, <c>'re</c>, <c>'ve</c>, <c>'m</c>, <c>'ll</c> or <c>'d</c> behind a word.</summary>
    private static int Contracted(ReadOnlySpan<byte> text, int end)
    {
        var rest = text[(end + 1)..];
        if (rest.IsEmpty)
        {
            return end;
        }

        // A long s in the place of an s would be one too.
        return (rest[0] | 0x20, rest.Length > 1 ? rest[1] | 0x20 : 0) switch
        {
            ( >= 0x80, _) => 0,
            ('s' or 't' or 'm' or 'd', _) => end + 2,
            ('r' or 'v', 'e') or ('l', 'l') => end + 3,
            _ => end,
        };
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = Run(text[..Math.Min(3, text.Length)], 1, Kind.Digit);
        return end < 3 && end < text.Length && Of(text[end]) == Kind.Foreign ? 0 : end;
    }

    private static int Marks(ReadOnlySpan<byte> text)
    {
        var end = Run(text, 1, Kind.Other);
        if (end < text.Length && Of(text[end]) == Kind.Foreign)
        {
            return 0;
        }

        while (end < text.Length && text[end] is (byte)'\r' or (byte)'\n' or (byte)'/')
        {
            end++;
        }

        return end;
    }

    /// <summary>To the last new line of a run of white space, else all of it but the last, which belongs to what follows.</summary>
    private static int Blanks(ReadOnlySpan<byte> text)
    {
        var end = 0;
        var line = 0;
        for (; end < text.Length && Of(text[end]) is Kind.Blank or Kind.NewLine; end++)
        {
            line = Of(text[end]) == Kind.NewLine ? end + 1 : line;
        }

        return end < text.Length && Of(text[end]) == Kind.Foreign ? 0 : line > 0 ? line : end == text.Length ? end : Math.Max(1, end - 1);
    }

    /// <summary>To the next place where a piece of the pattern must begin.</summary>
    private static int Several(ReadOnlySpan<byte> text)
    {
        var most = Math.Min(text.Length, Longest);
        Rune.DecodeFromUtf8(text, out var before, out var at);
        while (at < most)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            if (MustBegin(before, rune))
            {
                return at;
            }

            before = rune;
            at += length;
        }

        return Whole(text, most);
    }

    /// <summary>No piece goes on from a letter or a digit to anything but these, marks and a contraction, nor from what is no white space to a space.</summary>
    private static bool MustBegin(Rune before, Rune rune) => Rune.IsWhiteSpace(rune)
        ? Rune.IsLetterOrDigit(before) || (!Rune.IsWhiteSpace(before) && rune.Value is not ('\r' or '\n'))
        : Rune.IsLetterOrDigit(before) && rune.Value != '\'' && Rune.GetUnicodeCategory(rune) is > UnicodeCategory.OtherNumber;

    /// <summary>At most so many bytes, and no part of a character at the end.</summary>
    internal static int Whole(ReadOnlySpan<byte> text, int most)
    {
        var end = most;
        while (end < text.Length && end > 1 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return end;
    }

    private static int Run(ReadOnlySpan<byte> text, int at, Kind kind)
    {
        while (at < text.Length && Of(text[at]) == kind)
        {
            at++;
        }

        return at;
    }

    private static Kind Of(byte value) => (Kind)Kinds[value];

    private static Kind KindOf(byte value) => (char)value switch
    {
        >= '\x80' => Kind.Foreign,
        >= 'A' and <= 'Z' => Kind.Upper,
        >= 'a' and <= 'z' => Kind.Lower,
        >= '0' and <= '9' => Kind.Digit,
        '\r' or '\n' => Kind.NewLine,
        ' ' or '\t' or '\v' or '\f' => Kind.Blank,
        _ => Kind.Other,
    };
}
