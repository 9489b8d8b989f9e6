using System.Text.Json;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// Collects what is said around the messages of a request: in tools, in the format of the answer, and in fields that the gateway has never heard of.
/// Each text is followed by a line feed.
/// </summary>
internal static class FieldText
{
    /// <summary>Appends what the value says at which the reader stands, and reads to its end.</summary>
    /// <param name="isSchema">
    /// Of JSON schemas and what holds them, names are collected too, and nothing is left out for the name that it has: a default may be an object
    /// with any names in it.
    /// </param>
    public static void Collect(ref Utf8JsonReader reader, PooledBuffer text, bool isSchema)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when isSchema || !ProtocolWords.IsValue(reader):
                SpokenText.Append(reader, text);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    Collect(ref reader, text, isSchema);
                }

                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
                {
                    if (isSchema)
                    {
                        CollectNamed(ref reader, text);
                    }
                    else
                    {
                        CollectUnlessLeftOut(ref reader, text);
                    }
                }

                break;
        }
    }

    private static void CollectNamed(ref Utf8JsonReader reader, PooledBuffer text)
    {
        var mayBeWord = reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("format"u8) || reader.ValueTextEquals("effort"u8);
        if (!ProtocolWords.IsName(reader))
        {
            SpokenText.Append(reader, text);
        }

        reader.Read();
        if (!mayBeWord || reader.TokenType is not JsonTokenType.String || !ProtocolWords.IsValue(reader))
        {
            Collect(ref reader, text, isSchema: true);
        }
    }

    private static void CollectUnlessLeftOut(ref Utf8JsonReader reader, PooledBuffer text)
    {
        var isLeftOut = SpokenText.IsNoText(reader) || IsCredential(reader);
        var isAuthentication = reader.ValueTextEquals("authentication"u8);
        var isSchema = IsSchema(reader);
        reader.Read();
        if (isAuthentication)
        {
            reader.Skip();
        }
        else if (!isLeftOut || reader.TokenType is not JsonTokenType.String)
        {
            Collect(ref reader, text, isSchema);
        }
    }

    /// <summary>What a provider needs for a data source or a server of tools, and neither a model nor the service that judges.</summary>
    private static bool IsCredential(in Utf8JsonReader name) =>
        name.ValueTextEquals("key"u8) || name.ValueTextEquals("api_key"u8) || name.ValueTextEquals("access_token"u8) || name.ValueTextEquals("connection_string"u8)
        || name.ValueTextEquals("authorization"u8) || name.ValueTextEquals("authorization_token"u8);

    private static bool IsSchema(in Utf8JsonReader name) =>
        name.ValueTextEquals("schema"u8) || name.ValueTextEquals("json_schema"u8) || name.ValueTextEquals("response_schema"u8) || name.ValueTextEquals("input_schema"u8)
        || name.ValueTextEquals("guided_json"u8);
}
