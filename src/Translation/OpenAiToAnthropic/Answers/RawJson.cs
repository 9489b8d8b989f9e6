using System.Text.Json;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>Ways to take one JSON value apart without building objects. They throw <see cref="JsonException"/> on what is not JSON.</summary>
internal static class RawJson
{
    private const int MostMerged = 1_000;

    /// <summary>Deeper than any schema; a tool input of that depth is an attack.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>A reader on the first token of <paramref name="json"/>.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return reader;
    }

    /// <summary>The bytes of the value that the reader stands on; the reader then stands on its last token.</summary>
    public static ReadOnlySpan<byte> Slice(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>The escaped text of a string value; empty (and skipped) for any other kind of value.</summary>
    public static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueSpan;
        }

        reader.Skip();
        return default;
    }

    /// <summary>The value of one property of an object as it stands; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Property(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> value = default;
        var reader = Open(json);
        while (reader.TokenType != JsonTokenType.None && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueSpan.SequenceEqual(name);
            reader.Read();
            var slice = Slice(ref reader, json);
            value = found ? slice : value;
        }

        return value;
    }

    public static bool IsWhole(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            while (reader.Read())
            {
            }

            return !json.IsEmpty;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static bool IsEmptyObject(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        return reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>Writes valid JSON without the white space between its tokens; numbers, escapes and the order of keys stay as they are.</summary>
    public static void AppendCompact(ref PooledBytes compact, ReadOnlySpan<byte> json)
    {
        var inString = false;
        var from = 0;
        for (var i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'\\':
                    i++;
                    break;
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' when !inString:
                    compact.Append(json[from..i]);
                    from = i + 1;
                    break;
            }
        }

        compact.Append(json[from..]);
    }

    /// <summary>Writes <paramref name="json"/> with the properties of <paramref name="newer"/> in place of its own, or behind them. Both are objects.</summary>
    /// <param name="keepOverNull">A null in <paramref name="newer"/> is no news.</param>
    public static void AppendMerged(ref PooledBytes merged, ReadOnlySpan<byte> json, ReadOnlySpan<byte> newer, bool keepOverNull)
    {
        var separator = "{"u8;
        var properties = 0;
        var reader = Open(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var value = Slice(ref reader, json);
            var other = Property(newer, name);
            properties = Counted(properties);
            AppendProperty(ref merged, ref separator, name, other.IsEmpty || (keepOverNull && other.SequenceEqual("null"u8)) ? value : other);
        }

        reader = Open(newer);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var value = Slice(ref reader, newer);
            properties = Counted(properties);
            if (Property(json, name).IsEmpty && !(keepOverNull && value.SequenceEqual("null"u8)))
            {
                AppendProperty(ref merged, ref separator, name, value);
            }
        }

        merged.Append(separator == "{"u8 ? "{}"u8 : "}"u8);
    }

    // Each is looked up in the other object: that is meant for the dozen that a provider sends.
    private static int Counted(int properties) => properties < MostMerged ? properties + 1 : throw new JsonException("Too many properties.");

    private static void AppendProperty(ref PooledBytes json, ref ReadOnlySpan<byte> separator, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.Append(separator);
        json.Append("\""u8);
        json.Append(name);
        json.Append("\":"u8);
        json.Append(value);
        separator = ","u8;
    }
}
