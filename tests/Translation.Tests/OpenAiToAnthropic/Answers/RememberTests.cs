using System.Text;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.MessagesStreamTests;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class RememberTests
{
    private const string Redacted = """{"type":"content_block_start","index":9,"content_block":{"type":"redacted_thinking","data":"xyz"}}""";

    private static readonly string[] Thought = [Thinking(0), Think(0, @"h\nm"), Signature(0, "s1"), Close(0), Redacted, Close(9), Text(1), TextDelta(1, "a"), Close(1)];

    private static readonly string[] Called = [Tool(2, "t1", "f"), Input(2, ""), Input(2, @"{\""a\"": "), Input(2, "1}"), Close(2), Tool(3, "t2", "g"), Close(3)];

    [Fact]
    public void Thinking_and_calls_are_kept_as_they_were()
    {
        var stream = Run([Start, .. Thought, .. Called, End("tool_use"), Stop]).Stream;
        Assert.Equal(["t1", "t2"], stream.RememberIds);
        Assert.Equal(
            """
            [{"type":"thinking","thinking":"h\nm","signature":"s1"},{"type":"redacted_thinking","data":"xyz"},{"type":"text","text":"a"},
            {"type":"tool_use","id":"t1","name":"f","input":{"a": 1}},{"type":"tool_use","id":"t2","name":"g","input":{}}]
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(stream.RememberContent.Span));
    }

    [Fact]
    public void Whole_answers_are_kept_likewise()
    {
        var content = """[{"type":"thinking","thinking":"","signature":"s"}, {"type":"tool_use","id":"t","name":"f","input":{ "a":1 }}]""";
        var answer = new MessageAnswer(Plan);
        answer.Add(Encoding.UTF8.GetBytes($$"""{"type":"message","id":"msg_1","content":{{content}},"stop_reason":"tool_use"}"""));
        Assert.Equal(["t"], answer.Remembered.Ids);
        Assert.Equal(content.Replace("}, {", "},{", StringComparison.Ordinal), Encoding.UTF8.GetString(answer.Remembered.Content.Span));
    }

    /// <summary>Some providers begin every answer with one.</summary>
    [Fact]
    public void An_empty_text_before_the_thinking_is_no_beginning()
    {
        var stream = Run([Start, Text(7), Close(7), .. Thought, .. Called, End("tool_use"), Stop]).Stream;

        Assert.Equal(["t1", "t2"], stream.RememberIds);
        Assert.StartsWith("[{\"type\":\"thinking\"", Encoding.UTF8.GetString(stream.RememberContent.Span), StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Forgotten => new()
    {
        { "no thinking", [Start, .. Called, End("tool_use"), Stop] },
        { "no calls", [Start, .. Thought, End("end_turn"), Stop] },
        { "not complete", [Start, .. Thought, .. Called] },
        { "an input that was cut off", [Start, .. Thought, Tool(2, "t", "f"), Input(2, "{"), Close(2), End("max_tokens"), Stop] },
        { "a delta that nobody knows", [Start, .. Thought, """{"type":"content_block_start","index":5,"content_block":{"type":"new"}}""", """{"type":"content_block_delta","index":5,"delta":{"type":"new_delta"}}""", Close(5), .. Called, End("tool_use"), Stop] },
        { "a splice of nothing but beginnings", [Start, Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), .. Thought, .. Called, End("tool_use"), Stop] },
        { "a splice", [Start, Text(8), Close(8), Start.Replace("msg_1", "msg_2", StringComparison.Ordinal), .. Thought, .. Called, End("tool_use"), Stop] },
    };

    [Theory]
    [MemberData(nameof(Forgotten))]
    public void Nothing_is_kept_of(string what, string[] events)
    {
        Assert.NotEmpty(what);
        var stream = Run(events).Stream;
        Assert.Empty(stream.RememberIds);
        Assert.True(stream.RememberContent.IsEmpty);
    }
}
