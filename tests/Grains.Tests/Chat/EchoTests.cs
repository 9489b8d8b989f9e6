using System.Text;
using System.Text.Json;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Limits.Tokens;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class EchoTests
{
    private static readonly TokenCounter Tokens = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The last user message, what is said back, and the directives that were found: delay, status, drop.</summary>
    public static TheoryData<string, string, int, int?, bool> Directives => new()
    {
        { "hello", "hello", 0, null, false },
        { "!delay 200 hello", "hello", 200, null, false },
        { "hello !delay 999999", "hello", 600_000, null, false },       // at most ten minutes
        { "!delay hello", "!delay hello", 0, null, false },              // no number, no directive
        { "!status 429", "", 0, 429, false },
        { "!status 503 sorry", "sorry", 0, 503, false },
        { "!status 200 fine", "fine", 0, null, false },                  // only failures
        { "!status 600 fine", "fine", 0, null, false },
        { "!tokens 3", "echo echo echo", 0, null, false },
        { "!tokens 0", "", 0, null, false },
        { "one two !drop", "one two", 0, null, true },
        { "!dropped", "!dropped", 0, null, false },
        { "!delay 5 !status 500 !drop x", "x", 5, 500, true },
        { "DELAY 200", "DELAY 200", 0, null, false },
    };

    [Theory]
    [MemberData(nameof(Directives))]
    public void A_directive_says_how(string said, string text, int delay, int? status, bool drop)
    {
        var asked = Ask(new { role = "user", content = said });

        Assert.Equal((text, delay, status, drop), (asked.Text, (int)asked.Delay.TotalMilliseconds, asked.Status, asked.Drop));
    }

    [Fact]
    public void The_last_user_message_is_said_back_and_all_messages_are_the_prompt()
    {
        var asked = Ask(
            new { role = "system", content = "be brief !status 500" },
            new { role = "user", content = "first" },
            new { role = "user", content = "second" },
            new { role = "assistant", content = "third" });

        Assert.Equal("second", asked.Text);
        Assert.Null(asked.Status);
        Assert.Equal("be brief !status 500\nfirst\nsecond\nthird\n", asked.Prompt);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "")]
    [InlineData("""{"model":"m","messages":7}""", "")]
    [InlineData("""{"model":"m","messages":[1,null,{"role":"user"},{"role":7,"content":"x"}]}""", "")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"type":"text","text":"b"},7]}]}""", "ab")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":null}]}""", "")]
    public void Any_shape_of_messages_is_read(string body, string text) =>
        Assert.Equal(text, EchoRequest.Read(Encoding.UTF8.GetBytes(body)).Text);

    [Fact]
    public void A_whole_answer_counts_its_tokens()
    {
        var answer = JsonDocument.Parse(Join(Answer("hello world").Whole())).RootElement;

        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.Equal("hello world", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal((7, 2, 9), Usage(answer));
    }

    [Theory]
    [InlineData("hello", 1)]
    [InlineData("one two  three", 4)] // two spaces make an empty word
    [InlineData("", 1)]
    public void A_streamed_answer_is_the_same_text_in_pieces(string text, int words)
    {
        var events = Join(Answer(text).Chunks()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var chunks = events[..^1].Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement).ToArray();

        Assert.Equal("data: [DONE]", events[^1]);
        Assert.Equal(words + 3, chunks.Length); // the role before, the end and the usage after
        Assert.Equal(text, string.Concat(chunks[1..^2].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString())));
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal(7, Usage(chunks[^1]).Prompt);
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task A_dropped_stream_breaks_off_after_some_content()
    {
        await using var stream = new EchoStream(Answer("one two three four !drop").Chunks());
        using var seen = new MemoryStream();

        await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(seen, Cancellation));

        var text = Encoding.UTF8.GetString(seen.ToArray());
        Assert.Contains("\"content\":\"one\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"stop\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_whole_answer_breaks_off_in_the_middle()
    {
        await using var stream = new EchoStream(Answer("one !drop").Whole());
        using var seen = new MemoryStream();

        await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(seen, Cancellation));

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(seen.ToArray()));
        Assert.NotEqual(0, seen.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8192)]
    public async Task A_stream_is_the_same_whatever_is_read_at_once(int size)
    {
        await using var stream = new EchoStream([.. new[] { "data: a\n\n", "data: b\n\n" }.Select(piece => (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(piece))]);
        var (all, buffer) = (new List<byte>(), new byte[size]);
        int count;
        while ((count = await stream.ReadAsync(buffer, Cancellation)) > 0)
        {
            Assert.InRange(count, 1, 9); // never two pieces in one read
            all.AddRange(buffer.AsSpan(0, count));
        }

        Assert.Equal("data: a\n\ndata: b\n\n", Encoding.UTF8.GetString([.. all]));
    }

    [Fact]
    public async Task A_stream_whose_reader_has_left_ends()
    {
        await using var stream = new EchoStream([new byte[1]]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(Stream.Null, new CancellationToken(canceled: true)));
    }

    private static EchoRequest Ask(params object[] messages) => EchoRequest.Read(JsonSerializer.SerializeToUtf8Bytes(new { model = "m", messages }));

    private static EchoAnswer Answer(string said) => new(Ask(new { role = "user", content = said }), 7, 1_700_000_000, Tokens);

    private static string Join(IEnumerable<ReadOnlyMemory<byte>?> pieces) => string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece!.Value.Span)));

    private static (int Prompt, int Completion, int Total) Usage(JsonElement answer)
    {
        var usage = answer.GetProperty("usage");
        return (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());
    }
}
