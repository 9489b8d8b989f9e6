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
}
