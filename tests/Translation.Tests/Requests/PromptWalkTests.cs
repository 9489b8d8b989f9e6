using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Requests;

public sealed class PromptWalkTests
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData("\"text\"", "T\"text\"")]
    [InlineData("""[{"role":"user","content":"a"}]""", "M T\"a\"")]
    [InlineData("""[ { "content" : [ { "type" : "text" , "text" : "a\"]}" } ] , "role" : "user" } ]""", "M T\"a\\\"]}\"")]
    [InlineData("""[{"content":[{"image_url":{"url":"x","detail":["y"]}},"z"]}]""", "M I T\"z\"")]
    [InlineData("""[{"file":1,"a":"b"},{"source":null},{"input_audio":"x\\"}]""", "M I T\"b\" M I M I")]
    public void It_comes_to(string json, string parts) => Assert.Equal(parts, Walk(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void It_agrees_with_a_reader() =>
        // Names that mean something here stand where others were; none of them is longer in one place than in another.
        AgreeOn(seed => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(new RandomRequests(seed).Next())
            .Replace("\"x\"", "\"role\"", StringComparison.Ordinal).Replace("\"user\"", "\"source\"", StringComparison.Ordinal).Replace("\"temperature\"", "\"image_url\"", StringComparison.Ordinal)));

    [Fact]
    public void It_agrees_with_a_reader_on_every_string() => AgreeOn(seed => new RandomStrings(seed).Body());

    /// <summary>Where long texts end is known from the scan: those of the messages are walked over by that, whatever stands before and between them.</summary>
    [Fact]
    public void It_goes_on_behind_long_texts_as_behind_others()
    {
        var text = new string('a', RequestScan.LongText) + "\\\"]}";
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"user":"{{{text}}}","stream_options":{"x":"{{{text}}}"},"messages":[{"role":"{{{text}}}","content":"{{{text}}}b"},{"image_url":["{{{text}}}"],"c":["d","{{{text}}}e"]}],"model":"gpt"}""");
        var scan = RequestScanner.Read(body);
        var (start, length) = scan.Messages;

        Assert.Equal(7, scan.LongTexts.Length); // Options are read twice.
        Assert.Equal(Walk(body.AsSpan(start, length)), Walk(body.AsSpan(0, start + length), start, scan.LongTexts));
    }

    /// <summary>Whatever the scanner lets pass is walked over as a full reader reads it.</summary>
    private static void AgreeOn(Func<int, byte[]> body)
    {
        var walked = 0;
        Parallel.For(0, 40_000, seed =>
        {
            var json = body(seed);
            try
            {
                RequestScanner.Read(json);
            }
            catch (RequestRejectedException)
            {
                return;
            }

            Interlocked.Increment(ref walked);
            Assert.Equal(Reference(json), Walk(json));
        });
        Assert.True(walked > 5_000, $"Only {walked} bodies were walked over.");
    }

    private static string Walk(ReadOnlySpan<byte> json, int start = 0, ReadOnlySpan<(int Start, int End)> longTexts = default)
    {
        var said = new List<string>();
        var walk = new PromptWalk(json, start, longTexts);
        while (walk.MoveNext())
        {
            said.Add(walk.Part switch { PromptPart.Message => "M", PromptPart.Medium => "I", _ => $"T{Encoding.UTF8.GetString(walk.Text)}" });
        }

        return string.Join(' ', said);
    }

    private static string Reference(ReadOnlySpan<byte> json)
    {
        var said = new List<string>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when reader.CurrentDepth == 1:
                    said.Add("M");
                    break;
                case JsonTokenType.PropertyName when reader.ValueSpan.SequenceEqual("role"u8) || reader.ValueSpan.SequenceEqual("type"u8):
                    reader.Read();
                    reader.Skip();
                    break;
                case JsonTokenType.PropertyName when IsMedium(Encoding.UTF8.GetString(reader.ValueSpan)):
                    reader.Read();
                    reader.Skip();
                    said.Add("I");
                    break;
                case JsonTokenType.String:
                    said.Add($"T\"{Encoding.UTF8.GetString(reader.ValueSpan)}\"");
                    break;
            }
        }

        return string.Join(' ', said);
    }

    private static bool IsMedium(string name) => name is "image_url" or "input_audio" or "file" or "source";
}
