using System.Text.Json;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Reads what is said in a whole answer, or in one chunk of a stream, in the client's own dialect.</summary>
internal static class AnswerText
{
    /// <summary>A tool call has a lane of its own behind these.</summary>
    private const int FirstTool = 4;

    /// <summary>Lanes of one choice.</summary>
    private const int Lanes = 8_192;

    public static void Read(ReadOnlySpan<byte> json, TextLanes lanes)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isChoices = reader.ValueTextEquals("choices"u8);
            reader.Read();
            if (!isChoices || reader.TokenType is not JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                ReadChoice(ref reader, lanes);
            }
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, TextLanes lanes)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var choice = Math.Clamp(IndexOf(reader) ?? 0, 0, 1_023);
        lanes.Saw(choice);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isMessage = reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8);
            reader.Read();
            if (isMessage && reader.TokenType is JsonTokenType.StartObject)
            {
                ReadMessage(ref reader, choice * Lanes, lanes);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, int firstLane, TextLanes lanes)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                ReadTools(ref reader, firstLane, lanes);
                continue;
            }

            var lane = firstLane + (reader.ValueTextEquals("content"u8) ? 0 : reader.ValueTextEquals("refusal"u8) ? 1 : 2);
            var isNoText = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (isNoText)
            {
                reader.Skip();
            }
            else
            {
                lanes.Add(lane, ref reader);
            }
        }
    }

    private static void ReadTools(ref Utf8JsonReader reader, int firstLane, TextLanes lanes)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        for (var place = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; place++)
        {
            lanes.Add(firstLane + FirstTool + Math.Clamp(IndexOf(reader) ?? place, 0, Lanes - FirstTool - 1), ref reader);
        }
    }

    /// <summary>The <c>index</c> of the object at which the reader, a copy, stands.</summary>
    private static int? IndexOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("index"u8);
            reader.Read();
            if (isIndex)
            {
                return reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : null;
            }

            reader.Skip();
        }

        return null;
    }
}
