using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Reads a message's content into blocks. Blank texts are left out: the provider refuses them, and a history that has one would be
/// refused for ever; the cache marker of one moves to the block before it.
/// </summary>
internal static class PartReader
{
    public static void Read(Draft draft, PooledList<Block> blocks, in MessageFields message, TurnRole role, int index)
    {
        var first = blocks.Count;
        ReadContent(draft, blocks, message.Content, role, index);
        MarkLast(blocks, first, message.CacheControl, index);
    }

    public static void ReadContent(Draft draft, PooledList<Block> blocks, JsonValue content, TurnRole role, int message)
    {
        if (content.IsString)
        {
            AddText(blocks, content, 0, role, message, 0);
            return;
        }

        if (!content.IsArray)
        {
            throw content.IsNothing
                ? Reject.Invalid($"messages[{message}].content", "Invalid value for 'content': expected a string, got null.")
                : Reject.Type($"messages[{message}].content", "a string or array of parts", content);
        }

        var index = 0;
        foreach (var part in content.Items)
        {
            ReadPart(draft, blocks, part, role, message, index++);
        }
    }

    /// <summary>Adds the images and files of content whose texts are written elsewhere.</summary>
    public static void ReadMedia(Draft draft, PooledList<Block> blocks, JsonValue content, int message)
    {
        var index = 0;
        foreach (var part in content.Items)
        {
            if (!IsText(part))
            {
                ReadPart(draft, blocks, part, TurnRole.User, message, index);
            }

            index++;
        }
    }

    public static bool IsText(JsonValue part)
    {
        var type = part["type"u8];
        return type.Is("text"u8) || type.Is("refusal"u8);
    }

    /// <summary>Whether an assistant's content holds nothing that goes out, unless its thinking does.</summary>
    public static bool IsBlank(JsonValue content)
    {
        foreach (var part in content.Items)
        {
            var text = part["type"u8].Is("refusal"u8) ? part["refusal"u8] : part["text"u8];
            if (!ThinkingReader.IsThinking(part) && !(IsText(part) && text.IsString && JsonText.IsBlank(text.Inner)))
            {
                return false;
            }
        }

        return content.IsNothing || content.IsArray || (content.IsString && JsonText.IsBlank(content.Inner));
    }

    /// <summary>The text of a text or refusal part.</summary>
    public static JsonValue Text(JsonValue part, int message, int index)
    {
        var isRefusal = part["type"u8].Is("refusal"u8);
        var text = isRefusal ? part["refusal"u8] : part["text"u8];
        if (!text.IsString)
        {
            var param = $"messages[{message}].content[{index}].{(isRefusal ? "refusal" : "text")}";
            throw text.IsNothing ? Reject.Missing(param) : Reject.Type(param, "a string", text);
        }

        return text;
    }

    public static Exception Unknown(JsonValue part, int message, int index)
    {
        var param = $"messages[{message}].content[{index}]";
        if (!part.IsObject)
        {
            return Reject.Type(param, "an object", part);
        }

        var type = part["type"u8];
        if (type.Is("input_audio"u8))
        {
            return Reject.UnsupportedValue($"{param}.type", "audio input is not supported with this model.");
        }

        return type.IsString
            ? Reject.Value($"{param}.type", type.GetString(), "'text', 'image_url', 'file' and 'refusal'")
            : Reject.Missing($"{param}.type");
    }

    /// <summary>Where the cache marker of a part, a message, a call or a tool is; 0: it has none.</summary>
    public static int Marker(JsonValue node)
    {
        var explicitMarker = node["cache_control"u8];
        if (explicitMarker.IsObject)
        {
            return explicitMarker.Index;
        }

        var breakpoint = node["prompt_cache_breakpoint"u8];
        return breakpoint.IsObject && breakpoint["mode"u8].Is("explicit"u8) ? breakpoint.Index : 0;
    }

    /// <summary>The marker for a message that becomes one block: its own, or its last part's.</summary>
    public static int LastMarker(in MessageFields message)
    {
        var marker = message.CacheControl.IsObject ? message.CacheControl.Index : 0;
        foreach (var part in message.Content.Items)
        {
            var own = Marker(part);
            marker = own == 0 ? marker : own;
        }

        return marker;
    }

    /// <summary>Puts the marker of a whole message on the last of its blocks, or on the one before where it has none.</summary>
    public static void MarkLast(PooledList<Block> blocks, int first, JsonValue marker, int message)
    {
        if (marker.IsNothing)
        {
            return;
        }

        if (!marker.IsObject)
        {
            throw Reject.Type($"messages[{message}].cache_control", "an object", marker);
        }

        // Calls that are part of a remembered turn are written with it.
        var last = blocks.Count - 1;
        while (last >= 0 && blocks[last].Silent)
        {
            last--;
        }

        if (last >= 0 && blocks[last].TakesCacheMarker && (blocks[last].Cache == 0 || last < first))
        {
            blocks[last].Cache = marker.Index;
        }
    }

    private static void ReadPart(Draft draft, PooledList<Block> blocks, JsonValue part, TurnRole role, int message, int index)
    {
        var type = part["type"u8];
        if (type.Is("text"u8) || (type.Is("refusal"u8) && role == TurnRole.Assistant))
        {
            AddText(blocks, Text(part, message, index), Marker(part), role, message, index);
            draft.Unknown.InPart(draft, part);
        }
        else if (role == TurnRole.Assistant && ThinkingReader.IsThinking(part))
        {
            if (ThinkingReader.IsSigned(part) && draft.SendsThinking)
            {
                blocks.Add(new Block(BlockKind.Thinking, role, part.Index, message, index));
            }
        }
        else if (role == TurnRole.User && type.Is("image_url"u8))
        {
            blocks.Add(new Block(BlockKind.Image, role, part.Index, message, index) { Cache = Marker(part) });
            draft.Unknown.InPart(draft, part);
        }
        else if (role == TurnRole.User && type.Is("file"u8))
        {
            blocks.Add(new Block(BlockKind.File, role, part.Index, message, index) { Cache = Marker(part) });
            draft.Unknown.InPart(draft, part);
        }
        else
        {
            throw Unknown(part, message, index);
        }
    }

    private static void AddText(PooledList<Block> blocks, JsonValue text, int marker, TurnRole role, int message, int part)
    {
        if (!JsonText.IsBlank(text.Inner))
        {
            blocks.Add(new Block(BlockKind.Text, role, text.Index, message, part) { Cache = marker });
        }
        else if (marker != 0 && blocks.Count > 0 && blocks[blocks.Count - 1].TakesCacheMarker)
        {
            blocks[blocks.Count - 1].Cache = marker;
        }
    }
}
