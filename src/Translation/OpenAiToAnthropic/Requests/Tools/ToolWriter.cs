using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>"tools":[…]</c>, the first part of the prefix that the provider caches.</summary>
internal static class ToolWriter
{
    public static void Write(Draft draft)
    {
        var json = draft.Out;
        var start = json.Length;
        json.Raw("\"tools\":["u8);
        var first = json.Length;
        foreach (ref readonly var tool in draft.Tools.Items)
        {
            if (!tool.Hidden)
            {
                Separate(json, first);
                WriteTool(draft, tool);
            }
        }

        if (WebSearch.IsAsked(draft))
        {
            Separate(json, first);
            WebSearch.Write(draft);
        }

        if (draft.Format.Kind == FormatKind.Tool)
        {
            Separate(json, first);
            draft.Format.WriteTool(draft);
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

    private static void Separate(PooledBuffer json, int first)
    {
        if (json.Length > first)
        {
            json.Raw((byte)',');
        }
    }

    private static void WriteTool(Draft draft, in Tool tool)
    {
        var json = draft.Out;
        var node = draft.At(tool.Node);
        if (tool.Kind == ToolKind.Verbatim)
        {
            json.Raw(node.Raw);
            return;
        }

        json.Raw("{\"name\":\""u8);
        ToolName.Write(draft.At(tool.Name), json);
        json.Raw((byte)'"');
        switch (tool.Kind)
        {
            case ToolKind.FromHistory:
                json.Raw(",\"input_schema\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}}"u8);
                return;
            case ToolKind.Custom:
                WriteCustom(draft, node["custom"u8]);
                break;
            default:
                WriteFunction(draft, tool, ToolReader.Function(node, tool.Kind));
                break;
        }

        WriteExtras(json, node);
        draft.Cache.WriteInPrefix(draft, ToolReader.Marker(node));
        json.Raw((byte)'}');
    }

    private static void WriteFunction(Draft draft, in Tool tool, JsonValue function)
    {
        var json = draft.Out;
        WriteDescription(json, function["description"u8]);
        json.Raw(",\"input_schema\":"u8);
        var parameters = function["parameters"u8];
        if (!parameters.IsNothing && !parameters.IsObject)
        {
            throw Reject.Type("tools.function.parameters", "an object", parameters);
        }

        var strict = function["strict"u8].IsTrue;
        if (strict && draft.Can.StrictTools && tool.Shape == SchemaShape.Object && parameters["type"u8].Is("object"u8)
            && SchemaSanitizer.TryWrite(draft, parameters, default, isTool: true, json))
        {
            json.Raw(",\"strict\":true"u8);
            return;
        }

        if (strict)
        {
            draft.Loss.Dropped("tools.function.strict");
        }

        if (tool.Shape != SchemaShape.Object)
        {
            draft.Loss.Changed("tools.function.parameters");
        }

        ToolSchema.Write(draft, parameters, tool.Shape, json);
    }

    // A grammar cannot be enforced, so the model is told of it.
    private static void WriteCustom(Draft draft, JsonValue custom)
    {
        draft.Loss.Emulated("tools.custom");
        var json = draft.Out;
        var description = custom["description"u8];
        var format = custom["format"u8];
        var grammar = format["grammar"u8].IsObject ? format["grammar"u8] : format;
        var definition = grammar["definition"u8];
        if (definition.IsString)
        {
            json.Raw(",\"description\":\""u8);
            json.Raw(description.Inner);
            json.Raw(description.Inner.IsEmpty ? ""u8 : "\\n\\n"u8);
            json.Raw("The input must match this grammar ("u8);
            json.Raw(grammar["syntax"u8].Inner);
            json.Raw("):\\n"u8);
            json.Raw(definition.Inner);
            json.Raw((byte)'"');
        }
        else
        {
            WriteDescription(json, description);
        }

        json.Raw(",\"input_schema\":{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\",\"description\":\"Raw tool input.\"}},\"required\":[\"input\"],\"additionalProperties\":false}"u8);
    }

    private static void WriteDescription(PooledBuffer json, JsonValue description)
    {
        if (description.IsString)
        {
            json.Raw(",\"description\":"u8);
            json.Raw(description.Raw);
        }
    }

    // What Anthropic-minded clients add to a tool.
    private static void WriteExtras(PooledBuffer json, JsonValue node)
    {
        foreach (var (key, value) in node.Properties)
        {
            if (!value.IsNothing && (key.Is("defer_loading"u8) || key.Is("allowed_callers"u8) || key.Is("input_examples"u8) || key.Is("eager_input_streaming"u8)))
            {
                json.Raw((byte)',');
                json.Raw(key.Raw);
                json.Raw((byte)':');
                json.Raw(value.Raw);
            }
        }
    }
}
