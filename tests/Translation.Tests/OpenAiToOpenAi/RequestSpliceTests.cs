using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Orleans.Gateway.Translation.OpenAiToOpenAi;
using Orleans.Gateway.Translation.Requests;
using Orleans.Gateway.Translation.Tests.Requests;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

public class RequestSpliceTests
{
    /// <summary>The body, the backend's model, and what goes out (where usage is forced).</summary>
    public static TheoryData<string, string?, string> Bodies => new()
    {
        { """{"model":"gpt"}""", "gpt-4o", """{"model":"gpt-4o"}""" },
        { """ { "x" : 1.50 , "model" : "gpt" , "y" : "\u00e9" } """, "a/b:c@d", """ { "x" : 1.50 , "model" : "a/b:c@d" , "y" : "\u00e9" } """ },
        { """{"model":"gpt"}""", null, """{"model":"gpt"}""" },
        { """{"model":"gp\u0074"}""", null, """{"model":"gpt"}""" },
        { """{"model":"gpt"}""", "modèle \"x\"", """{"model":"modèle \"x\""}""" },
        { "{}", "m", """{"model":"m"}""" },
        { "{}", null, "{}" },
        { """{ "x":1}""", "m", """{"model":"m", "x":1}""" },
        { """{"model":"a","stream":true}""", "m", """{"stream_options":{"include_usage":true},"model":"m","stream":true}""" },
        { """{"stream":true}""", "m", """{"model":"m","stream_options":{"include_usage":true},"stream":true}""" },
        { """{"stream_options":null,"model":"a","stream":true}""", "m", """{"stream_options":{"include_usage":true},"model":"m","stream":true}""" },
        { """{"model":"a","stream":true,"stream_options":{ }}""", "m", """{"model":"m","stream":true,"stream_options":{"include_usage":true }}""" },
        { """{"stream_options":{"x":[1]},"stream":true,"model":"a"}""", "m", """{"stream_options":{"include_usage":true,"x":[1]},"stream":true,"model":"m"}""" },
        { """{"model":"a","stream_options":{"include_usage" : false,"x":1},"stream":true}""", "m", """{"model":"m","stream_options":{"include_usage" : true,"x":1},"stream":true}""" },
        { """{"model":"a","stream_options":{"include_usage":true},"stream":true}""", "m", """{"model":"m","stream_options":{"include_usage":true},"stream":true}""" },
        { """{"model":"a","stream_options":{"include_usage":false},"stream":false}""", "m", """{"model":"m","stream_options":{"include_usage":false},"stream":false}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Only_the_model_and_the_wish_for_usage_change(string body, string? model, string expected) =>
        Assert.Equal(expected, Splice(body, model, forceUsage: true));

    [Fact]
    public void Usage_is_not_asked_for_where_the_backend_must_not_be_asked() =>
        Assert.Equal("""{"model":"m","stream":true}""", Splice("""{"model":"a","stream":true}""", "m", forceUsage: false));

    [Fact]
    public void Every_accepted_request_goes_out_with_the_routed_model_and_all_its_other_fields() =>
        Gen.Select(Gen.Int, Gen.Int[0, 2].Select(i => new[] { "m", "modèle", "a\"\\b" }[i]), Gen.Bool).Sample(
            (seed, model, force) =>
            {
                var body = new RandomRequests(seed).Next();
                if (ReferenceScan.Read(body) is null)
                {
                    return;
                }

                var scan = RequestScanner.Read(body);
                var output = new ArrayBufferWriter<byte>();
                RequestSplice.Write(body, scan, model, force, output);
                var again = RequestScanner.Read(output.WrittenSpan);

                Assert.Equal(Members(body, "model", "stream_options"), Members(output.WrittenMemory, "model", "stream_options"));
                Assert.Equal(
                    Members(body.AsMemory(scan.StreamOptions.Start, scan.StreamOptions.Length), "include_usage"),
                    Members(output.WrittenMemory.Slice(again.StreamOptions.Start, again.StreamOptions.Length), "include_usage"));
                Assert.Equal(model, again.Model);
                Assert.Equal((force && scan.Stream) || scan.IncludeUsage, again.IncludeUsage);
                Assert.Equal(scan.MaxTokens, again.MaxTokens);
            },
            iter: 20_000, seed: "0000KOIPe036");

    [Fact]
    public void A_second_splice_changes_nothing_more()
    {
        var once = Splice("""{"messages":[],"stream":true}""", "m", forceUsage: true);

        Assert.Equal(once, Splice(once, "m", forceUsage: true));
    }

    /// <summary>The members of an object as they stand there, in order, but for some.</summary>
    private static List<(string Name, string Value)> Members(ReadOnlyMemory<byte> json, params string[] without)
    {
        using var document = json.IsEmpty ? null : JsonDocument.Parse(json);
        return document?.RootElement.ValueKind is not JsonValueKind.Object
            ? []
            : [.. document.RootElement.EnumerateObject().Where(m => !without.Contains(m.Name)).Select(m => (m.Name, m.Value.GetRawText()))];
    }

    private static string Splice(string body, string? model, bool forceUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var output = new ArrayBufferWriter<byte>();
        RequestSplice.Write(bytes, RequestScanner.Read(bytes), model, forceUsage, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
