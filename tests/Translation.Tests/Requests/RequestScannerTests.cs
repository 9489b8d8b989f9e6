using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Requests;

public class RequestScannerTests
{
    [Fact]
    public void Everything_that_the_gateway_reads_is_found()
    {
        var body = """ { "messages" : [{"role":"user","content":"a \"b\" é {"}], "model":"gp\u0074", "stream": true, "stream_options" : {"a":1,"include_usage": true}, "max_tokens":5 } """u8;

        var scan = RequestScanner.Read(body);

        Assert.Equal("gpt", scan.Model);
        Assert.True(scan.Stream);
        Assert.True(scan.IncludeUsage);
        Assert.Equal(5, scan.MaxTokens);
        Assert.Equal(2, scan.ObjectStart);
        Assert.False(scan.IsEmpty);
        Assert.Equal("\"gp\\u0074\"", Text(body, scan.ModelValue));
        Assert.Equal("true", Text(body, scan.IncludeUsageValue));
        Assert.Equal("{\"a\":1,\"include_usage\": true}", Text(body, scan.StreamOptions));
        Assert.StartsWith("[{\"role\"", Text(body, scan.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"max_tokens":5,"max_completion_tokens":7}""", 7)]
    [InlineData("""{"max_completion_tokens":null,"max_tokens":5}""", 5)]
    [InlineData("""{"max_tokens":0}""", null)]
    [InlineData("""{"max_tokens":-1}""", null)]
    [InlineData("""{"max_tokens":1e3}""", null)]
    [InlineData("""{"max_tokens":1.5}""", null)]
    [InlineData("""{"max_tokens":"5"}""", null)]
    [InlineData("""{"max_tokens":3000000000}""", null)]
    [InlineData("{}", null)]
    public void Token_limit_is_a_positive_integer_or_none(string body, int? expected) =>
        Assert.Equal(expected, RequestScanner.Read(Encoding.UTF8.GetBytes(body)).MaxTokens);

    /// <summary>The body, the field that the refusal names, and what its message has to say.</summary>
    public static TheoryData<string, string?, string> Refused => new()
    {
        { "", null, "the body ends too early, expected '{' (at byte 0 of 0)" },
        { "[]", null, "expected '{' (at byte 0 of 2)" },
        { "\"a\"", null, "expected '{'" },
        { "\uFEFF{}", null, "byte order mark" },
        { "{", null, "ends too early" },
        { "{}x", null, "something follows the object (at byte 2 of 3)" },
        { "{}{}", null, "something follows" },
        { """{"a":1,}""", null, "property name" },
        { """{"a":[1,]}""", null, "expected a value (at byte 8 of 10)" },
        { """{"a" 1}""", null, "expected ':'" },
        { """{"a":1 "b":2}""", null, "expected ',' or '}'" },
        { """{"a":[1 2]}""", null, "expected ',' or ']'" },
        { """{"a":[1}""", null, "expected ',' or ']'" },
        { """{"a":01}""", null, "expected ',' or '}'" },
        { """{"a":1.}""", null, "digit" },
        { """{"a":"\x"}""", null, "escape" },
        { """{"a":"\u12g4"}""", null, "hexadecimal" },
        { "{\"a\":\"\n\"}", null, "control character" },
        { """{"a":"b}""", null, "a string does not end" },
        { """{"a":1/**/}""", null, "expected ','" },
        { """{"model":"a","model":"b"}""", "model", "'model' is given more than once" },
        { """{"x":1,"\u0078":2}""", "x", "'x' is given more than once" },
        { """{"mod\u0065l":"a"}""", "model", "without escapes" },
        { """{"Model":"a"}""", "model", "lower case" },
        { """{"ſtream":true}""", "ſtream", "lower case" },
        { """{"\ud800":1}""", null, "half a character" },
        { """{"model":"\ud800"}""", "model", "half a character" },
        { """{"model":5}""", "model", "Invalid type for 'model': expected a string, but got a number instead." },
        { """{"model":null}""", "model", "but got null" },
        { """{"stream":"true"}""", "stream", "Invalid type for 'stream': expected a boolean, but got a string instead." },
        { """{"stream_options":[]}""", "stream_options", "expected an object, but got an array" },
        { """{"stream_options":{"include_usage":true,"include_usage":false}}""", "stream_options.include_usage", "more than once" },
        { """{"stream_options":{"include_us\u0061ge":true}}""", "stream_options.include_usage", "without escapes" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Doubtful_body_is_refused_and_the_refusal_says_why(string body, string? param, string says)
    {
        var refusal = Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(Encoding.UTF8.GetBytes(body)));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(param, refusal.Param);
        Assert.Equal(400, refusal.Status);
    }

    public static TheoryData<string> Translated => [.. Enum.GetNames<RequestField>().Except(["Unknown", "Count"])];

    [Theory]
    [MemberData(nameof(Translated))]
    public void A_field_that_is_translated_may_not_be_written_with_escapes(string field)
    {
        var name = string.Concat(field.Select((letter, at) => char.IsUpper(letter) ? $"{(at == 0 ? "" : "_")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
        var escaped = $"\\u{(int)name[0]:x4}{name[1..]}";

        Assert.Equal(name, Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(Encoding.UTF8.GetBytes($"{{\"{escaped}\":1}}"))).Param);
        Assert.Equal(name, Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(Encoding.UTF8.GetBytes($"{{\"{name.ToUpperInvariant()}\":1}}"))).Param);
    }

    [Fact]
    public void Invalid_utf8_is_refused_anywhere()
    {
        var body = "{\"a\":{\"b\":\"é\"}}"u8.ToArray();
        body[11] = (byte)'x'; // The second half of é.

        Assert.Contains("UTF-8", Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(body)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Depth_ends_at_64(int depth, bool accepted)
    {
        var body = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");

        if (accepted)
        {
            RequestScanner.Read(body);
        }
        else
        {
            Assert.Contains("64 deep", Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(body)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Twenty_thousand_unknown_fields_are_compared_in_linear_time()
    {
        var body = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"k{i}\":{i}")) + ",\"k7\":0}");

        Assert.Equal("k7", Assert.Throws<RequestRejectedException>(() => RequestScanner.Read(body)).Param);
    }

    /// <summary>The gateway's view of a body is the view of every other parser, or the body is refused.</summary>
    [Fact]
    public void Scan_agrees_with_the_frameworks_reader_on_every_body()
    {
        var accepted = 0;
        Parallel.For(0, 150_000, seed => Interlocked.Add(ref accepted, Agree(new RandomRequests(seed).Next()) ? 1 : 0));

        Assert.InRange(accepted, 20_000, 140_000); // Both sides were tried.
    }

    /// <summary>Strings are read in blocks: escapes, and runs of them, stand on every place of a block and across its ends.</summary>
    [Fact]
    public void Scan_agrees_with_the_frameworks_reader_on_every_string()
    {
        var accepted = 0;
        Parallel.For(0, 150_000, seed => Interlocked.Add(ref accepted, Agree(new RandomStrings(seed).Body()) ? 1 : 0));

        Assert.InRange(accepted, 20_000, 140_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(700)]
    public void Long_texts_are_found_where_they_are(int before)
    {
        var text = '"' + new string('a', RequestScan.LongText) + '"';
        var body = Encoding.UTF8.GetBytes($$"""{"user":{{text}},"messages":[{"role":"{{new string('b', before)}}","content":{{text}}},"",{{text}}],"model":"gpt"}""");

        var found = RequestScanner.Read(body).LongTexts;

        Assert.Equal(3, found.Length);
        foreach (var (start, end) in found)
        {
            Assert.Equal(text, Encoding.UTF8.GetString(body[start..end]));
        }
    }

    [Fact]
    public void Scan_agrees_with_the_frameworks_reader_on_every_truncation()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var body = new RandomRequests(seed).Next();
            for (var length = 0; length < body.Length; length++)
            {
                Agree(body[..length]);
            }
        }
    }

    [Fact]
    public void Nothing_but_the_models_name_is_allocated()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"gpt","stream":true,"temperature":1,"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("line\\n", 5_000))}}"}]}""");

        // The result, the place of the long text, and the name of the model.
        Assert.InRange(Allocations.Least(() => RequestScanner.Read(body)), 0, 300);
    }

    private static bool Agree(byte[] body)
    {
        RequestScan? scan;
        try
        {
            scan = RequestScanner.Read(body);
        }
        catch (RequestRejectedException)
        {
            scan = null;
        }

        var expected = ReferenceScan.Read(body);
        Assert.True(expected == scan, $"{Encoding.UTF8.GetString(body)} {expected} {scan}");
        return scan is not null;
    }

    private static string Text(ReadOnlySpan<byte> body, (int Start, int Length) range) => Encoding.UTF8.GetString(body.Slice(range.Start, range.Length));
}
