using System.Text;
using System.Text.Json;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public class WireFixturesTests
{
    public static TheoryData<string> Answers => [.. WireFixtures.NamesOf(WireKind.OpenAiAnswer).Where(Published)];

    public static TheoryData<string> Streams => [.. WireFixtures.NamesOf(WireKind.OpenAiStream).Where(Published)];

    public WireFixturesTests() => Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);

    [Theory]
    [InlineData(WireKind.AnthropicStream, 60)]
    [InlineData(WireKind.AnthropicAnswer, 50)]
    [InlineData(WireKind.AnthropicError, 10)]
    [InlineData(WireKind.AnthropicRequest, 20)]
    [InlineData(WireKind.OpenAiStream, 25)]
    [InlineData(WireKind.OpenAiAnswer, 50)]
    [InlineData(WireKind.OpenAiError, 10)]
    [InlineData(WireKind.OpenAiRequest, 30)]
    public void Every_kind_is_found(WireKind kind, int atLeast) =>
        Assert.InRange(WireFixtures.Of(kind).Count, atLeast, int.MaxValue);

    [Fact]
    public void Unframed_events_get_the_framing_of_their_provider()
    {
        Assert.All(WireFixtures.Of(WireKind.AnthropicStream).Where(file => file.IsUnframed), file =>
        {
            var blocks = Blocks(file);
            Assert.Equal(file.Events().Count, blocks.Length);
            Assert.All(blocks, block => Assert.Equal($"event: {TypeOf(block.Split("\ndata: ")[1])}", block.Split('\n')[0]));
        });
        Assert.All(WireFixtures.Of(WireKind.OpenAiStream).Where(file => file.IsUnframed), file =>
        {
            Assert.Equal(file.Events().Append("[DONE]").Select(data => "data: " + data), Blocks(file));
            Assert.DoesNotContain("[DONE]", Encoding.UTF8.GetString(file.Bytes(done: false)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_event_of_every_stream_is_json() => Assert.All(
        WireFixtures.Of(WireKind.AnthropicStream, WireKind.OpenAiStream),
        file => Assert.All(file.Events(), data => JsonDocument.Parse(data).Dispose()));

    [Theory]
    [MemberData(nameof(Answers))]
    public void OpenAI_keeps_its_own_schema_of_answers(string name)
    {
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        Assert.Empty(PublishedSchemas.ValidateAnswer(Encoding.UTF8.GetString(WireFixtures.Get(name).Bytes())));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void OpenAI_keeps_its_own_schema_of_chunks(string name)
    {
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        Assert.All(WireFixtures.Get(name).Events(), data => Assert.Empty(PublishedSchemas.ValidateChunk(data)));
    }

    /// <summary>Recordings of OpenAI itself; other vendors bend the schema, and so does OpenAI when it streams audio.</summary>
    private static bool Published(string name) => name is "" || !name.Contains("BasicAudioOutput", StringComparison.Ordinal)
        && (name.StartsWith("openai-dotnet/", StringComparison.Ordinal) || name.StartsWith("envoy-ai-gateway/openai/", StringComparison.Ordinal));

    private static string[] Blocks(WireFixture file) =>
        Encoding.UTF8.GetString(file.Bytes()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    private static string? TypeOf(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.GetProperty("type").GetString();
    }
}
