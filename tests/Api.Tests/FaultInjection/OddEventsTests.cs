using System.Text;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Server-sent events as the standard allows them, and as nobody writes them.</summary>
public sealed class OddEventsTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const string Text = "naïve 🦊 日本語";

    public static TheoryData<string> Shapes => ["crlf", "cr", "byte order mark", "single bytes", "three bytes", "no blank after the colon", "several data lines", "other fields", "unknown events", "comments", "empty events"];

    [Theory, MemberData(nameof(Shapes))]
    public async Task However_events_are_written_the_text_is_the_same(string shape)
    {
        foreach (var family in (string[])["gpt", "claude"])
        {
            var mark = Fixture.Mark();
            Fixture.Provider.ScriptFor(mark, Shape(shape));

            using var response = await Fixture.Http.SayAsync(Fixture.Fresh(family), $"{mark} {Text}", Cancellation, stream: true);

            Assert.Equal($"You said: {mark} {Text}", ChatCalls.TextOf(Clean(await response.Content.ReadAsByteArrayAsync(Cancellation))));
        }
    }

    private static Behaviour Shape(string name) => name switch
    {
        "crlf" => Behaviour.Sensible.WithLineEnds("\r\n"),
        "cr" => Behaviour.Sensible.WithLineEnds("\r"),
        "byte order mark" => Behaviour.Sensible.Changed((_, reply) => reply with { Pieces = reply.Pieces.Prepend("\uFEFF"u8.ToArray()) }),
        "single bytes" => Behaviour.Sensible.InSlicesOf(1),
        "three bytes" => Behaviour.Sensible.InSlicesOf(3),
        "no blank after the colon" => Rewritten(text => text.Replace("data: ", "data:", StringComparison.Ordinal).Replace("event: ", "event:", StringComparison.Ordinal)),
        "several data lines" => Rewritten(text => text.Replace("data: {", "data: {\ndata: ", StringComparison.Ordinal)),
        "other fields" => Rewritten(text => "id: 7\nretry: 10\nunheard: of\ndata\n" + text),
        "unknown events" => Rewritten(text => (text.Contains("event:", StringComparison.Ordinal) ? "event: novelty\ndata: {\"type\":\"novelty\",\"index\":0}\n\n" : "") + text),
        "comments" => Rewritten(text => ": OPENROUTER PROCESSING\n\n:\n" + text),
        "empty events" => Rewritten(text => "\n\n\n" + text),
        _ => throw new ArgumentException(name),
    };

    private static Behaviour Rewritten(Func<string, string> rewrite) => Behaviour.Sensible.Rewritten(piece => Utf8(rewrite(Encoding.UTF8.GetString(piece.Span))));

    /// <summary>The data of all events as the standard has them read, whatever the line ends are.</summary>
    private static IEnumerable<string> Clean(byte[] stream) => Encoding.UTF8.GetString(stream).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
        .Split("\n\n")
        .Select(one => string.Join('\n', one.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].TrimStart(' '))).Trim())
        .Where(data => data.Length > 0);
}
