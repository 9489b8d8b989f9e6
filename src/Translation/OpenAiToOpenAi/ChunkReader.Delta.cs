using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

internal sealed partial class ChunkReader
{
    /// <summary>Reads a <c>delta</c> or <c>message</c>; gives one more than the highest index of its tool calls.</summary>
    private int ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choiceStart)
    {
        var toolCalls = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return toolCalls;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length == 10 && reader.ValueTextEquals("tool_calls"u8))
            {
                _isPlain = false;
                reader.Read();
                toolCalls = ReadToolCalls(ref reader, json, choiceStart);
            }
            else
            {
                var isText = reader.ValueSpan.Length == 7 && reader.ValueTextEquals("content"u8);
                var isContent = isText || IsContent(ref reader);
                reader.Read();
                HasContent |= isContent && IsSomething(ref reader);
                if (isText && reader.TokenType == JsonTokenType.String)
                {
                    Varies(ref reader);
                }

                reader.Skip();
            }
        }

        return toolCalls;
    }

    /// <summary>Whether the member is one that an answer consists of, beside <c>content</c>: what follows cannot be taken back once the client has it.</summary>
    private static bool IsContent(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        5 => reader.ValueTextEquals("audio"u8),
        7 => reader.ValueTextEquals("refusal"u8),
        9 => reader.ValueTextEquals("reasoning"u8),
        13 => reader.ValueTextEquals("function_call"u8),
        17 => reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning_details"u8),
        _ => false,
    };

    /// <summary>Neither null nor empty. Looks one token ahead, on a copy of the reader, for objects and arrays only.</summary>
    private static bool IsSomething(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.ValueSpan.Length > 0;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var ahead = reader;
                return ahead.Read() && ahead.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject);
            default:
                return false;
        }
    }

    private int ReadToolCalls(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choiceStart)
    {
        var highest = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return highest;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                HasContent = true;
                highest = Math.Max(highest, 1 + ReadToolCall(ref reader, json, choiceStart));
            }
            else
            {
                reader.Skip();
            }
        }

        return highest;
    }

    /// <summary>Gives the index of the call, and writes it into the call where it lacks: clients that add up deltas do it by index.</summary>
    private int ReadToolCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choiceStart)
    {
        var start = (int)reader.TokenStartIndex;
        int? index = null;
        (int Start, int Length) noIndex = (start + 1, 0);
        ReadOnlySpan<byte> id = default;
        var hasName = false;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var length = reader.ValueSpan.Length;
            if (length == 5 && reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
                noIndex = reader.TokenType == JsonTokenType.Null ? Token(ref reader) : noIndex;
            }
            else if (length == 2 && reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (length == 8 && reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    hasName = ReadFunction(ref reader);
                    continue;
                }
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        if (index is { } given || whole)
        {
            return Math.Clamp(index ?? 0, 0, 4_095);
        }

        given = Choices[IndexOfChoice(json[choiceStart..])].IndexFor(id, hasName);
        Edits.Add(noIndex.Start, noIndex.Length, Encoding.UTF8.GetBytes(noIndex.Length > 0 ? $"{given}" : isEmpty ? $"\"index\":{given}" : $"\"index\":{given},"));
        return given;
    }

    /// <summary>Reads to the end of the object; says whether it has a name.</summary>
    private static bool ReadFunction(ref Utf8JsonReader reader)
    {
        var hasName = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            hasName |= isName && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
            reader.Skip();
        }

        return hasName;
    }
}
