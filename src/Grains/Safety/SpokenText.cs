using System.Text.Json;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Collects what is said in a JSON value: every string in it, whatever the field is called, but for ids, words of the protocol, and data.</summary>
/// <remarks>What is left out is named, rather than what is taken: a field that the gateway has never heard of is read by a model all the same.</remarks>
internal static class SpokenText
{
    /// <summary>Appends the strings of the value at which the reader stands, each followed by a line feed, and reads to its end.</summary>
    public static void Collect(ref Utf8JsonReader reader, PooledBuffer text, bool joined = false)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.Length > 0:
                if (joined)
                {
                    StringToken.CopyTo(reader, text);
                }
                else
                {
                    Append(reader, text);
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    Collect(ref reader, text, joined);
                }

                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
                {
                    var isNoText = IsNoText(reader);
                    reader.Read();
                    if (!isNoText || reader.TokenType is not JsonTokenType.String)
                    {
                        // An object of such a name is none: the argument of a tool may be called url, and has a description.
                        Collect(ref reader, text, joined);
                    }
                }

                break;
        }
    }

    /// <summary>Appends a string or a name with a line feed; nothing for an empty one.</summary>
    public static void Append(in Utf8JsonReader reader, PooledBuffer text)
    {
        if (reader.ValueSpan.Length > 0)
        {
            StringToken.CopyTo(reader, text);
            text.GetSpan(1)[0] = (byte)'\n';
            text.Advance(1);
        }
    }

    /// <summary>Whether a string of this name is an id, a word of the protocol, or data.</summary>
    public static bool IsNoText(in Utf8JsonReader name) => name.ValueSpan.Length switch
    {
        2 => name.ValueTextEquals("id"u8),
        3 => name.ValueTextEquals("url"u8),
        4 => name.ValueTextEquals("role"u8) || name.ValueTextEquals("type"u8) || name.ValueTextEquals("data"u8),
        6 => name.ValueTextEquals("detail"u8) || name.ValueTextEquals("format"u8),
        7 => name.ValueTextEquals("file_id"u8),
        8 => name.ValueTextEquals("b64_json"u8),
        9 => name.ValueTextEquals("file_data"u8) || name.ValueTextEquals("signature"u8),
        10 => name.ValueTextEquals("media_type"u8),
        12 => name.ValueTextEquals("tool_call_id"u8),
        17 => name.ValueTextEquals("encrypted_content"u8),
        _ => false,
    };
}
