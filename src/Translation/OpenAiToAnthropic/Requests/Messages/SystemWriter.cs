using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>"system":[…]</c>: one text block for each text that the client gave, never joined, so that cache markers keep their place.</summary>
internal static class SystemWriter
{
    public static int CountExtraMarkers(Draft draft)
    {
        var count = 0;
        foreach (var block in draft[RequestField.System].Items)
        {
            count += PartReader.Marker(block) == 0 ? 0 : 1;
        }

        return count;
    }

    /// <param name="sentences">Instructions of the gateway itself, which stand in for features that the model lacks; constant texts.</param>
    public static void Write(Draft draft, SystemSentences sentences)
    {
        var json = draft.Out;
        var start = json.Length;
        json.Raw("\"system\":["u8);
        var first = json.Length;
        if (draft.Options.SystemPlacement == SystemPlacement.Hoist && draft.Conversation.System.Count > 0)
        {
            WriteJoined(draft);
        }
        else
        {
            foreach (ref readonly var block in draft.Conversation.System.Items)
            {
                WriteText(draft, draft.At(block.Node), block.Cache, first);
            }
        }

        WriteExtra(draft, first);
        if (sentences.JsonObject)
        {
            WriteJsonSentence(draft, first);
        }

        if (!sentences.ForcedTool.IsMissing)
        {
            WriteSentence(draft, first, "You must answer by calling the tool `"u8, sentences.ForcedTool);
        }
        else if (sentences.AnyTool)
        {
            WriteSentence(draft, first, "You must answer by calling one of the tools."u8, default);
        }
        else if (sentences.JsonTool is { } tool)
        {
            WriteSentence(draft, first, "Give your final answer only by calling the tool `"u8, default, tool);
        }

        if (json.Length == first)
        {
            json.CutTo(start);
        }
        else
        {
            json.Raw("],"u8);
        }
    }

    private static void WriteText(Draft draft, JsonValue text, int marker, int first)
    {
        Separate(draft, first);
        draft.Out.Raw("{\"type\":\"text\",\"text\":"u8);
        draft.Out.Raw(text.Raw);
        draft.Cache.WriteInPrefix(draft, marker);
        draft.Out.Raw((byte)'}');
    }

    private static void WriteJoined(Draft draft)
    {
        var json = draft.Out;
        var marker = 0;
        json.Raw("{\"type\":\"text\",\"text\":\""u8);
        var blocks = draft.Conversation.System.Items;
        for (var i = 0; i < blocks.Length; i++)
        {
            json.Raw(i == 0 ? ""u8 : "\\n"u8);
            json.Raw(draft.At(blocks[i].Node).Inner);
            marker = blocks[i].Cache == 0 ? marker : blocks[i].Cache;
        }

        json.Raw((byte)'"');
        draft.Cache.WriteInPrefix(draft, marker);
        json.Raw((byte)'}');
    }

    // "system" as Anthropic's own clients send it, after what stands in the messages.
    private static void WriteExtra(Draft draft, int first)
    {
        var extra = draft[RequestField.System];
        if (extra.IsString && !JsonText.IsBlank(extra.Inner))
        {
            WriteText(draft, extra, 0, first);
        }
        else if (!extra.IsNothing && !extra.IsString && !extra.IsArray)
        {
            throw Reject.Type("system", "a string or array of text blocks", extra);
        }

        foreach (var block in extra.Items)
        {
            var text = block["text"u8];
            if (!text.IsString)
            {
                throw Reject.Type("system", "an array of text blocks", block);
            }

            if (!JsonText.IsBlank(text.Inner))
            {
                WriteText(draft, text, PartReader.Marker(block), first);
            }
        }
    }

    private static void WriteJsonSentence(Draft draft, int first)
    {
        var schema = draft.Format.ClientSchema;
        if (schema.IsMissing)
        {
            WriteSentence(draft, first, "Respond with one valid JSON object and nothing else. No code fences."u8, default);
            return;
        }

        Separate(draft, first);
        draft.Out.Raw("{\"type\":\"text\",\"text\":\"Respond with JSON that matches this schema and nothing else. No code fences.\\n\\n"u8);
        JsonText.Encode(schema.Raw, draft.Out);
        draft.Out.Raw("\"}"u8);
    }

    private static void WriteSentence(Draft draft, int first, ReadOnlySpan<byte> text, JsonValue name, string? tool = null)
    {
        Separate(draft, first);
        draft.Out.Raw("{\"type\":\"text\",\"text\":\""u8);
        draft.Out.Raw(text);
        if (!name.IsMissing)
        {
            ToolName.Write(name, draft.Out);
            draft.Out.Raw("`."u8);
        }
        else if (tool is not null)
        {
            draft.Out.Raw(System.Text.Encoding.UTF8.GetBytes(tool));
            draft.Out.Raw("`."u8);
        }

        draft.Out.Raw("\"}"u8);
    }

    private static void Separate(Draft draft, int first)
    {
        if (draft.Out.Length > first)
        {
            draft.Out.Raw((byte)',');
        }
    }
}

/// <summary>What the gateway has to tell the model in words.</summary>
internal readonly record struct SystemSentences(bool JsonObject, JsonValue ForcedTool, bool AnyTool, string? JsonTool);
