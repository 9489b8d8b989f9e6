using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>The <c>delta</c> of a block or of the message.</summary>
internal ref struct MessageDelta
{
    /// <summary>The whole object, as it stands.</summary>
    public ReadOnlySpan<byte> Json;

    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Text;
    public ReadOnlySpan<byte> Thinking;
    public ReadOnlySpan<byte> Signature;
    public ReadOnlySpan<byte> PartialJson;
    public ReadOnlySpan<byte> Citation;
    public MessageStop Stop;

    public static MessageDelta Parse(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var result = default(MessageDelta);
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return result;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8))
            {
                result.Type = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("text"u8))
            {
                result.Text = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("partial_json"u8))
            {
                result.PartialJson = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("thinking"u8))
            {
                result.Thinking = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("signature"u8))
            {
                result.Signature = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("citation"u8))
            {
                result.Citation = RawJson.Slice(ref reader, json);
            }
            else
            {
                result.Stop.Take(name, ref reader, json);
            }
        }

        result.Json = json[start..(int)reader.BytesConsumed];
        return result;
    }
}
