using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

internal sealed partial class ChunkReader
{
    private void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ChoiceCount++;
                ReadChoice(ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        int index = 0, toolCalls = 0;
        (int Start, int Length) finish = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var length = reader.ValueSpan.Length;
            if (length == 5 && reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : 0;
            }
            else if ((length == 5 && reader.ValueTextEquals("delta"u8)) || (length == 7 && whole && reader.ValueTextEquals("message"u8)))
            {
                reader.Read();
                HasMessage |= reader.TokenType == JsonTokenType.StartObject;
                toolCalls = Math.Max(toolCalls, ReadDelta(ref reader, json, start));
            }
            else if (length == 13 && reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                finish = reader.TokenType == JsonTokenType.String ? Token(ref reader) : default;
            }
            else if (length == 5 && reader.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref reader);
                continue;
            }
            else if (length == 5 && reader.ValueTextEquals("error"u8))
            {
                ReadError(ref reader);
                continue;
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        ref var state = ref Choices[index];
        state.Seen = true;
        state.ToolCalls = Math.Max(state.ToolCalls, toolCalls);
        if (finish.Length > 0)
        {
            _isPlain = false;
            Finish(ref state, finish, json.Slice(finish.Start + 1, finish.Length - 2));
        }
    }

    private void Finish(ref ChoiceState state, (int Start, int Length) place, ReadOnlySpan<byte> reason)
    {
        if (reason.IsEmpty)
        {
            Edits.Add(place.Start, place.Length, Null); // Meant as "not yet", but clients with a closed list of reasons fail on it.
            return;
        }

        state.Finished = true;
        if (reason.SequenceEqual("stop"u8) && state.ToolCalls > 0)
        {
            Edits.Add(place.Start, place.Length, ToolCallsReason); // An agent would take "stop" for the end of its work.
            FinishReason = "tool_calls";
            return;
        }

        HasError |= reason.SequenceEqual("error"u8);
        FinishReason = Reason(reason);
    }

    private static string Reason(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("stop"u8) ? "stop"
        : reason.SequenceEqual("tool_calls"u8) ? "tool_calls"
        : reason.SequenceEqual("length"u8) ? "length"
        : reason.SequenceEqual("content_filter"u8) ? "content_filter"
        : System.Text.Encoding.UTF8.GetString(reason);

    /// <summary>The index of a choice that is being read, for those who write it behind the delta.</summary>
    private static int IndexOfChoice(ReadOnlySpan<byte> choice)
    {
        var reader = new Utf8JsonReader(choice, isFinalBlock: false, state: default); // What follows the choice is not of interest.
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("index"u8);
            reader.Read();
            if (isIndex && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index))
            {
                return index;
            }

            if (!reader.TrySkip())
            {
                break; // Broken: the outer reader will say so.
            }
        }

        return 0;
    }
}
