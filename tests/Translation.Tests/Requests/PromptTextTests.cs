using System.Text;
using System.Text.Json;
using CsCheck;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Requests;

public class PromptTextTests
{
    private static readonly Gen<string> Text = Gen.OneOf(" ", "word", "\n", "\"", "\\", "\t", "é", "日", "😀", "\u0001", "/", "u").Array[0, 40].Select(string.Concat);

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("one two three", 9, "one two")]
    [InlineData("one two three", 8, "one two")]
    [InlineData("one two three", 7, "one")]
    [InlineData("onetwothree", 4, "onet")]
    [InlineData("onetwothree", 0, "")]
    [InlineData("héé", 2, "h")]
    [InlineData("""a\nb""", 2, "a")]
    [InlineData("""a\nb""", 3, """a\n""")]
    [InlineData("""a\u00e9b""", 6, "a")]
    [InlineData("""a\ud83d\ude00b""", 8, "a")]
    [InlineData("""a\ud83d\ude00b""", 13, """a\ud83d\ude00""")]
    public void A_text_begins_with(string escaped, int most, string beginning) =>
        Assert.Equal(beginning, Encoding.UTF8.GetString(PromptText.Beginning(Encoding.UTF8.GetBytes(escaped), most)));

    [Fact]
    public void A_text_reads_as_a_reader_of_JSON_reads_it() => Text.Sample(text =>
    {
        foreach (var options in (JsonSerializerOptions[])[JsonSerializerOptions.Default, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }])
        {
            var escaped = JsonSerializer.SerializeToUtf8Bytes(text, options).AsSpan()[1..^1];
            Assert.Equal(text, Encoding.UTF8.GetString(PromptText.Unescape(escaped, new byte[escaped.Length])));
        }
    });

    [Fact]
    public void Each_beginning_is_text() => Gen.Select(Text, Gen.Int[0, 200]).Sample((text, most) =>
    {
        var escaped = JsonSerializer.SerializeToUtf8Bytes(text).AsSpan()[1..^1];
        var beginning = PromptText.Beginning(escaped, most);
        Assert.True(beginning.Length <= Math.Max(0, most));
        Assert.StartsWith(Encoding.UTF8.GetString(PromptText.Unescape(beginning, new byte[beginning.Length])), text, StringComparison.Ordinal);
    });
}
