using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.MessagesStreamTests;
using static Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers.Streamed;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class PauseTests
{
    private const string Role = """{"role":"assistant","content":"","refusal":null}""";

    private static readonly string Second = Start.Replace("msg_1", "msg_2", StringComparison.Ordinal);

    private static readonly string[] FirstHalf =
        [Start, Text(0), TextDelta(0, "a"), Close(0), ServerTool(1), Input(1, @"{\""query\"": "), Input(1, @"\""q\""}"), Close(1), End("pause_turn"), Stop];

    private readonly MessagesStream _stream = new(Plan with { ServerTools = true, IncludeUsage = true });
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void Pause_is_neither_an_end_nor_a_failure()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        _stream.End(_output);
        Assert.True(_stream.IsPaused);
        Assert.False(_stream.IsComplete);
        Assert.Null(_stream.Failure);
        Assert.Equal([Role, """{"content":"a"}"""], Lines);
    }

    [Fact]
    public void Content_so_far_can_be_sent_back_as_it_was()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        Assert.Equal(
            """[{"type":"text","text":"a"},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query": "q"}}]""",
            Encoding.UTF8.GetString(_stream.PausedContent.Span));
    }

    [Fact]
    public void Next_answer_goes_on_in_the_same_stream()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        _stream.Resume();
        Feed(_stream, _output, Frame(Second, Text(0, "b"), Close(0), Tool(1, "t", "f"), End("tool_use"), Stop), 7);
        Assert.Equal([Role, """{"content":"a"}""", """{"content":"\n\nb"}""", Call(0, "t", "f"), Arguments(0, "{}"), "! tool_calls"], Lines.SkipLast(2));
        Assert.Single(Whole.Chunks.Select(chunk => (string?)chunk["id"]).Distinct());
        Assert.Equal(new(6, 10), _stream.Usage);
        Assert.Equal(16, (int)Whole.Chunks.Last()["usage"]!["total_tokens"]!);
        Assert.True(_stream.IsComplete);
    }

    [Fact]
    public void Texts_on_both_sides_of_a_pause_are_kept_apart()
    {
        Feed(_stream, _output, Frame(Start, Text(0, "a"), End("pause_turn"), Stop), 7);
        _stream.Resume();
        Feed(_stream, _output, Frame(Second, Text(0, "b")), 7);
        Assert.Equal([Role, """{"content":"a"}""", """{"content":"\n\nb"}"""], Lines);
    }

    [Fact]
    public void Second_pause_has_the_content_of_both()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        _stream.Resume();
        Feed(_stream, _output, Frame(Second, Text(0, "b"), Close(0), End("pause_turn"), Stop), 7);
        Assert.Equal(["text", "server_tool_use", "text"], JsonNode.Parse(_stream.PausedContent.Span)!.AsArray().Select(block => (string?)block!["type"]));
    }

    [Fact]
    public void Answer_that_is_not_continued_ends_for_its_length()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        _stream.FinishPaused(_output);
        Assert.Equal([Role, """{"content":"a"}""", "! length"], Lines.SkipLast(2));
        Assert.True(_stream.IsComplete);
        Assert.Equal("length", _stream.FinishReason);
    }

    [Fact]
    public void Continuation_that_breaks_off_is_truncated()
    {
        Feed(_stream, _output, Frame(FirstHalf), 7);
        _stream.Resume();
        _stream.End(_output);
        Assert.Equal(FailureKind.Truncated, _stream.Failure?.Kind);
    }

    [Fact]
    public void Whole_answers_continue_likewise()
    {
        var answer = new MessageAnswer(Plan with { ServerTools = true });
        answer.Add("""{"type":"message","id":"msg_1","content":[{"type":"text","text":"a"},{"type":"server_tool_use","id":"s"}],"stop_reason":"pause_turn","usage":{"input_tokens":3,"output_tokens":5}}"""u8);
        Assert.True(answer.IsPaused);
        Assert.Equal("""[{"type":"text","text":"a"},{"type":"server_tool_use","id":"s"}]""", Encoding.UTF8.GetString(answer.PausedContent.Span));

        answer.Add("""{"type":"message","id":"msg_2","content":[{"type":"text","text":"b"}],"stop_reason":"end_turn","usage":{"input_tokens":4,"output_tokens":6}}"""u8);
        var outcome = answer.Write(_output);
        Assert.False(answer.IsPaused);
        Assert.Equal(new(7, 11), outcome.Usage);
        var whole = JsonNode.Parse(_output.WrittenSpan)!;
        Assert.Equal("a\n\nb", (string?)whole["choices"]![0]!["message"]!["content"]);
        Assert.Equal("chatcmpl-1", (string?)whole["id"]);
    }

    [Fact]
    public void Whole_answer_that_is_not_continued_ends_for_its_length()
    {
        var outcome = MessageAnswer.Translate("""{"type":"message","id":"msg_1","content":[{"type":"text","text":"a"}],"stop_reason":"pause_turn"}"""u8, Plan, _output);
        Assert.Equal("length", outcome.FinishReason);
        Assert.Equal("length", (string?)JsonNode.Parse(_output.WrittenSpan)!["choices"]![0]!["finish_reason"]);
    }

    private Streamed Whole => new(_stream, Encoding.UTF8.GetString(_output.WrittenSpan));

    private IEnumerable<string> Lines => Whole.Lines;
}
