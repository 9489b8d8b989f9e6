using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>
/// One event of a streamed Messages answer, found in one pass over its bytes. Texts are escaped as they stand, objects and arrays are
/// slices; what an event does not have is empty. Dispatch is on the JSON's own <c>type</c>: proxies lose the name of the SSE event.
/// </summary>
internal ref struct MessageEvent
{
    public ReadOnlySpan<byte> Type;
    public int Index;
    public ReadOnlySpan<byte> Message;
    public ReadOnlySpan<byte> ContentBlock;
    public ReadOnlySpan<byte> Usage;
    public bool HasError;
    public MessageDelta Delta;

    /// <exception cref="JsonException">The bytes are not one JSON object.</exception>
    public static MessageEvent Parse(ReadOnlySpan<byte> json)
    {
        var result = new MessageEvent { Index = -1 };
        var reader = new Utf8JsonReader(json, RawJson.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event is an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8))
            {
                result.Type = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("index"u8))
            {
                result.Index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : -1;
                reader.Skip();
            }
            else if (name.SequenceEqual("delta"u8))
            {
                result.Delta = MessageDelta.Parse(ref reader, json);
            }
            else if (name.SequenceEqual("content_block"u8))
            {
                result.ContentBlock = RawJson.Slice(ref reader, json);
            }
            else if (name.SequenceEqual("message"u8))
            {
                result.Message = RawJson.Slice(ref reader, json);
            }
            else if (name.SequenceEqual("usage"u8))
            {
                result.Usage = RawJson.Slice(ref reader, json);
            }
            else
            {
                result.HasError |= name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
        }

        while (reader.Read())
        {
            // Nothing but white space may follow; the reader throws on anything else.
        }

        return result;
    }
}
