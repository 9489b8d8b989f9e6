using System.Text.RegularExpressions;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>The pieces in which text is streamed. Together they are the text.</summary>
internal static partial class Words
{
    /// <summary>Words, each with the white space before it.</summary>
    internal static IReadOnlyList<string> Split(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    /// <summary>Pieces of a few characters, as tool input comes; never half of a surrogate pair.</summary>
    internal static IReadOnlyList<string> Pieces(string text)
    {
        const int Size = 7;
        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + Size, text.Length);
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            pieces.Add(text[start..end]);
            start = end;
        }

        return pieces;
    }

    [GeneratedRegex(@"\s*\S+|\s+$", RegexOptions.Singleline)]
    private static partial Regex Word();
}
