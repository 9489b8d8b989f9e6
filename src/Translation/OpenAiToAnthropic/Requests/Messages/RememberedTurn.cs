using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Puts back what the client's SDK did not keep: the turn's blocks as the provider sent them, thinking included. Only if the client changed
/// neither the text nor the calls; else the client's version is what it wants to be continued.
/// </summary>
internal static class RememberedTurn
{
    public static bool TryAdd(Draft draft, in MessageFields message, int index)
    {
        if (draft.Remembered is null || draft.Repairs.Has(RepairFlags.NoThinkingBlocks) || ThinkingReader.Any(message))
        {
            return false;
        }

        var id = FirstId(message);
        if (id.IsMissing || !HasTheProvidersIds(draft, message) || !draft.Remembered.TryGet(id.IsEscaped ? JsonText.Decode(id.Inner) : id.Inner, out var stored)
            || !IsUnchanged(draft, message, stored))
        {
            return false;
        }

        var turns = draft.Conversation.Remembered ??= [];
        draft.Conversation.Blocks.Add(new Block(BlockKind.Remembered, TurnRole.Assistant, turns.Count, index));
        turns.Add(stored);
        return true;
    }

    /// <summary>The id under which a message's turn is remembered, if any: that of its first call.</summary>
    public static JsonValue FirstId(in MessageFields message)
    {
        foreach (var call in message.ToolCalls.Items)
        {
            var id = call["id"u8];
            return id.IsString && !id.Inner.IsEmpty ? id : default;
        }

        return default;
    }

    /// <summary>Writes the blocks, without the blank texts that the provider sends but does not take.</summary>
    public static void Write(Draft draft, ReadOnlyMemory<byte> blocks, int marker)
    {
        var json = draft.Out;
        var first = json.Length;
        var takesMarker = false;
        foreach (var block in draft.Inner.Read(blocks).Root.Items)
        {
            if (IsBlankText(block))
            {
                continue;
            }

            json.Raw(json.Length > first ? ","u8 : ""u8);
            json.Raw(block.Raw);
            takesMarker = !ThinkingReader.IsThinking(block);
        }

        if (takesMarker && marker != 0)
        {
            // A block is an object, so its last byte is the brace before which the marker belongs.
            json.CutTo(json.Length - 1);
            draft.Cache.Write(draft, marker);
            json.Raw((byte)'}');
        }
    }

    /// <summary>Whether the results of its calls will name the ids that stand in the blocks, and not others made of them (<see cref="CallIdWriter"/>).</summary>
    private static bool HasTheProvidersIds(Draft draft, in MessageFields message)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in message.ToolCalls.Items)
        {
            var id = call["id"u8];
            if (!id.IsString || !CallIdWriter.IsValid(id.IsEscaped ? JsonText.Decode(id.Inner) : id.Inner)
                || draft.Conversation.Ids.Has(draft, id) || !own.Add(id.GetString()))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnchanged(Draft draft, in MessageFields message, ReadOnlyMemory<byte> stored)
    {
        try
        {
            var blocks = draft.Inner.Read(stored).Root;
            return blocks.IsArray && SaysTheSame(draft, message, blocks) && CallsTheSame(draft, message, blocks);
        }
        catch (RequestRejectedException)
        {
            return false; // What was remembered is damaged: as good as forgotten.
        }
    }

    // Whitespace is not compared: between the texts of two blocks the answer may have got a blank line, and some clients trim. A turn without
    // any text was not changed but kept by a client that keeps the calls alone.
    private static bool SaysTheSame(Draft draft, in MessageFields message, JsonValue blocks)
    {
        var scratch = draft.Scratch;
        var start = scratch.Length;
        foreach (var block in blocks.Items)
        {
            if (block["type"u8].Is("text"u8))
            {
                AppendVisible(block["text"u8], scratch);
            }
        }

        var middle = scratch.Length;
        AppendVisible(message.Content, scratch);
        foreach (var part in message.Content.Items)
        {
            AppendVisible(part["text"u8], scratch);
        }

        var same = scratch.Length == middle || scratch.Written[start..middle].SequenceEqual(scratch.Written[middle..]);
        scratch.CutTo(start);
        return same;
    }

    private static bool CallsTheSame(Draft draft, in MessageFields message, JsonValue blocks)
    {
        var calls = message.ToolCalls.Items;
        foreach (var block in blocks.Items)
        {
            if (!block["type"u8].Is("tool_use"u8))
            {
                continue;
            }

            if (!calls.MoveNext() || !IsSameCall(draft, calls.Current, block))
            {
                return false;
            }
        }

        return !calls.MoveNext();
    }

    private static bool IsSameCall(Draft draft, JsonValue call, JsonValue block)
    {
        var parts = ToolCall.Read(call, isFunctionCall: false);
        if (!call["id"u8].SaysSameAs(block["id"u8]) || !parts.Name.IsString)
        {
            return false;
        }

        var scratch = draft.Scratch;
        var start = scratch.Length;
        ToolName.Write(parts.Name, scratch);
        var same = block["name"u8].Is(scratch.Written[start..]);
        scratch.CutTo(start);
        if (!same)
        {
            return false;
        }

        var input = new PooledBuffer();
        var tape = new JsonTape();
        ToolInput.Write(draft, parts, input);
        same = JsonEquality.Same(tape.Read(input.WrittenMemory).Root, block["input"u8]);
        tape.Clear();
        input.Clear();
        return same;
    }

    private static bool IsBlankText(JsonValue block) => block["type"u8].Is("text"u8) && JsonText.IsBlank(block["text"u8].Inner);

    private static void AppendVisible(JsonValue text, PooledBuffer output)
    {
        var inner = text.Inner;
        while (inner.Length > 0)
        {
            var (rune, used) = JsonText.Next(inner);
            inner = inner[used..];
            if (!JsonText.IsWhiteSpace(rune))
            {
                output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
            }
        }
    }
}
