using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>A Messages message object: the whole answer, or the beginning of a streamed one (which may already have content).</summary>
internal ref struct MessageHead
{
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> Content;
    public ReadOnlySpan<byte> Usage;
    public bool HasError;
    public MessageStop Stop;

    /// <exception cref="JsonException">The bytes are not one JSON object.</exception>
    public static MessageHead Parse(ReadOnlySpan<byte> json)
    {
        var result = default(MessageHead);
        var reader = new Utf8JsonReader(json, RawJson.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A message is an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8))
            {
                result.Type = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("id"u8))
            {
                result.Id = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("content"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                result.Content = RawJson.Slice(ref reader, json);
            }
            else if (name.SequenceEqual("usage"u8))
            {
                result.Usage = RawJson.Slice(ref reader, json);
            }
            else
            {
                result.HasError |= name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null;
                result.Stop.Take(name, ref reader, json);
            }
        }

        while (reader.Read())
        {
            // Nothing but white space may follow; the reader throws on anything else.
        }

        return result;
    }
}
