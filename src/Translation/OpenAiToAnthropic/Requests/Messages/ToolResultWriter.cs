using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes what the client's tools returned.</summary>
internal static class ToolResultWriter
{
    public static void Write(Draft draft, in Block block)
    {
        var json = draft.Out;
        json.Raw("{\"type\":\"tool_result\",\"tool_use_id\":"u8);
        CallIdWriter.Write(draft, block.CallId);
        if (block.Node == 0)
        {
            json.Raw(",\"content\":\"[no result]\",\"is_error\":true}"u8);
            return;
        }

        var message = draft.At(block.Node);
        var content = message["content"u8];
        if (content.IsString && !JsonText.IsBlank(content.Inner))
        {
            json.Raw(",\"content\":"u8);
            json.Raw(content.Raw);
        }
        else if (content.IsArray)
        {
            WriteParts(draft, content, block.Message);
        }

        // Only on the client's word: an "error" in a tool's output does not mean that the tool failed.
        if (message["is_error"u8].IsTrue)
        {
            json.Raw(",\"is_error\":true"u8);
        }

        draft.Cache.Write(draft, block.Cache);
        json.Raw((byte)'}');
    }

    /// <summary>Writes a result that answers no call as something that the user said.</summary>
    public static void WriteOrphan(Draft draft, in Block block)
    {
        var json = draft.Out;
        var message = MessageFields.Read(draft.At(block.Node));
        var id = message.Role == MessageRole.Function ? message.Name : message.ToolCallId;
        json.Raw("{\"type\":\"text\",\"text\":\"Tool result ("u8);
        json.Raw(id.Inner);
        json.Raw("): "u8);
        json.Raw(message.Content.Inner);
        var index = 0;
        foreach (var part in message.Content.Items)
        {
            if (PartReader.IsText(part))
            {
                json.Raw(PartReader.Text(part, block.Message, index).Inner);
            }

            index++;
        }

        json.Raw((byte)'"');
        draft.Cache.Write(draft, block.Cache);
        json.Raw((byte)'}');
    }

    public static bool HasText(JsonValue content)
    {
        if (content.IsString)
        {
            return !JsonText.IsBlank(content.Inner);
        }

        foreach (var part in content.Items)
        {
            if (PartReader.IsText(part) && part["text"u8].IsString && !JsonText.IsBlank(part["text"u8].Inner))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteParts(Draft draft, JsonValue content, int message)
    {
        var json = draft.Out;
        var start = json.Length;
        json.Raw(",\"content\":"u8);
        var separator = (byte)'[';
        var index = 0;
        foreach (var part in content.Items)
        {
            if (WritePart(draft, part, message, index++, separator))
            {
                separator = (byte)',';
            }
        }

        if (separator == (byte)'[')
        {
            json.CutTo(start);
        }
        else
        {
            json.Raw((byte)']');
        }
    }

    private static bool WritePart(Draft draft, JsonValue part, int message, int index, byte separator)
    {
        var json = draft.Out;
        var type = part["type"u8];
        draft.Unknown.InPart(draft, part);
        if (PartReader.IsText(part))
        {
            var text = PartReader.Text(part, message, index);
            if (JsonText.IsBlank(text.Inner))
            {
                return false;
            }

            json.Raw(separator);
            json.Raw("{\"type\":\"text\",\"text\":"u8);
            json.Raw(text.Raw);
            json.Raw((byte)'}');
            return true;
        }

        // The marker of a part went to the result as a whole.
        var block = new Block(BlockKind.Image, TurnRole.User, part.Index, message, index);
        json.Raw(separator);
        if (type.Is("image_url"u8))
        {
            ImageWriter.Write(draft, block);
        }
        else if (type.Is("file"u8))
        {
            FileWriter.Write(draft, block);
        }
        else
        {
            throw PartReader.Unknown(part, message, index);
        }

        return true;
    }
}
