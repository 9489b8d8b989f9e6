using System.Text;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>How long texts are cut.</summary>
public class TextPiecesTests
{
    public static TheoryData<string, int> Texts => new()
    {
        { "", 0 },
        { "a", 1 },
        { new string('a', 10_000), 1 },
        { new string('a', 10_001), 2 },
        { new string('a', 19_800), 2 },
        { new string('a', 19_801), 3 },
        { string.Concat(Enumerable.Repeat("😀", 10_000)), 1 },
        { string.Concat(Enumerable.Repeat("a😀é", 9_000)), 3 },
    };

    [Theory, MemberData(nameof(Texts))]
    public void No_piece_is_too_long_and_no_character_is_cut_or_lost(string text, int count)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        var pieces = TextPieces.Of(bytes).Select(piece => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(piece.Span)).ToList();

        Assert.Equal(count, pieces.Count);
        Assert.All(pieces, piece => Assert.InRange(piece.EnumerateRunes().Count(), 1, TextPieces.Most));
        var whole = pieces.Aggregate("", (said, piece) => said.Length == 0 ? piece : said + string.Concat(piece.EnumerateRunes().Skip(TextPieces.Overlap)));
        Assert.Equal(text, whole);
    }

    [Theory]
    [InlineData("héllo", 2, "lo")]
    [InlineData("héllo", 4, "éllo")]
    [InlineData("héllo", 9, "héllo")]
    [InlineData("a😀", 1, "😀")]
    [InlineData("a😀", 0, "")]
    public void A_tail_begins_at_a_character(string text, int characters, string tail)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(tail, Encoding.UTF8.GetString(bytes.AsSpan(TextPieces.TailStart(bytes, characters))));
        Assert.Equal(text.EnumerateRunes().Count(), TextPieces.Count(bytes));
    }
}
