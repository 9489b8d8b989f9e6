using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Why an answer ended, in the provider's words: in the message itself, or in the <c>message_delta</c> of a stream.</summary>
internal ref struct MessageStop
{
    /// <summary>Escaped text; empty when absent or null.</summary>
    public ReadOnlySpan<byte> Reason;

    /// <summary>The stop sequence that matched, as escaped text.</summary>
    public ReadOnlySpan<byte> Sequence;

    /// <summary><c>stop_details</c> as it stands.</summary>
    public ReadOnlySpan<byte> Details;

    /// <summary>Takes the property if it is one of these, and skips its value if not.</summary>
    public void Take(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (name.SequenceEqual("stop_reason"u8))
        {
            Reason = RawJson.Text(ref reader);
        }
        else if (name.SequenceEqual("stop_sequence"u8))
        {
            Sequence = RawJson.Text(ref reader);
        }
        else if (name.SequenceEqual("stop_details"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            Details = RawJson.Slice(ref reader, json);
        }
        else
        {
            reader.Skip();
        }
    }
}
