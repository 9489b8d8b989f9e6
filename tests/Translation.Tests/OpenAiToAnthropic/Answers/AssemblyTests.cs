using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

public class AssemblyTests
{
    [Fact]
    public void A_stray_field_of_a_delta_does_not_make_the_message_another_thing()
    {
        var assembly = new MessageAssembly();
        assembly.Read(Encoding.UTF8.GetBytes(
            """
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","usage":{}}}

            data: {"type":"message_delta","delta":{"type":"error","error":{"type":"overloaded_error"},"stop_reason":"end_turn","stop_sequence":"x"},"usage":{"output_tokens":9}}

            data: {"type":"message_stop"}


            """));

        var message = JsonElement.Parse(assembly.Message.Span);

        Assert.Equal("message", message.GetProperty("type").GetString());
        Assert.False(message.TryGetProperty("error", out _));
        Assert.Equal(("end_turn", "x"), (message.GetProperty("stop_reason").GetString(), message.GetProperty("stop_sequence").GetString()));
    }

    /// <summary>As in a stream, where they are passed over.</summary>
    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"new_delta","x":1}}""")]
    [InlineData("""{"type":"content_block_start","index":9,"content_block":null}""")]
    [InlineData("""{"type":"content_block_start","index":9,"content_block":{}}""")]
    public void What_nobody_knows_is_left_out_and_the_answer_is_not_remembered(string unknown)
    {
        var assembly = new MessageAssembly();
        assembly.Read(Streamed.Frame(
            """{"type":"message_start","message":{"id":"msg_1","type":"message","usage":{}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"h","signature":"s"}}""",
            unknown,
            """{"type":"content_block_stop","index":9}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}""",
            """{"type":"message_stop"}"""));

        Assert.Null(assembly.Failure);
        var content = JsonElement.Parse(assembly.Message.Span).GetProperty("content");
        Assert.Equal(["thinking", "tool_use"], content.EnumerateArray().Select(block => block.GetProperty("type").GetString()));
        Assert.True(assembly.IsSpliced);
    }
}
