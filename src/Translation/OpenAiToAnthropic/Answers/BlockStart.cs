using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>A content block as it begins in a stream, or as a whole. Texts are escaped as they stand; what a block does not have is empty.</summary>
internal ref struct BlockStart
{
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Text;
    public ReadOnlySpan<byte> Thinking;
    public ReadOnlySpan<byte> Signature;
    public ReadOnlySpan<byte> Data;

    /// <summary>Any JSON value.</summary>
    public ReadOnlySpan<byte> Input;

    /// <summary>The input of a call that was cut off, which is no JSON: only in messages that <see cref="MessageAssembly"/> put together.</summary>
    public ReadOnlySpan<byte> PartialInput;

    /// <summary>An array.</summary>
    public ReadOnlySpan<byte> Citations;

    /// <summary>An object, and only where it says that something else than the model itself called the tool.</summary>
    public ReadOnlySpan<byte> Caller;

    public static BlockStart Parse(ReadOnlySpan<byte> json)
    {
        var result = default(BlockStart);
        var reader = RawJson.Open(json);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
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
            else if (name.SequenceEqual("thinking"u8))
            {
                result.Thinking = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("signature"u8))
            {
                result.Signature = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("data"u8))
            {
                result.Data = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("id"u8))
            {
                result.Id = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("name"u8))
            {
                result.Name = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("input"u8))
            {
                result.Input = RawJson.Slice(ref reader, json);
            }
            else if (name.SequenceEqual("partial_json"u8))
            {
                result.PartialInput = RawJson.Text(ref reader);
            }
            else if (name.SequenceEqual("citations"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                result.Citations = RawJson.Slice(ref reader, json);
            }
            else if (name.SequenceEqual("caller"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                var caller = RawJson.Slice(ref reader, json);
                result.Caller = RawJson.Property(caller, "type"u8).SequenceEqual("\"direct\""u8) ? default : caller;
            }
            else
            {
                reader.Skip();
            }
        }

        return result;
    }
}
