using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Tells the forms of tool definitions apart.</summary>
internal static class ToolReader
{
    public static Tool Read(JsonValue tool, int index)
    {
        if (!tool.IsObject)
        {
            throw Reject.Type($"tools[{index}]", "an object", tool);
        }

        var type = tool["type"u8];
        if (tool["function"u8].IsObject && (type.IsNothing || type.Is("function"u8)))
        {
            return new Tool(ToolKind.Function, tool.Index, Name(tool["function"u8], "tools", index, ".function.name"));
        }

        if (type.Is("custom"u8) && tool["custom"u8].IsObject)
        {
            return new Tool(ToolKind.Custom, tool.Index, Name(tool["custom"u8], "tools", index, ".custom.name"));
        }

        if (tool["input_schema"u8].IsObject || IsDated(type) || type.Is("mcp_toolset"u8))
        {
            var name = tool["name"u8];
            return new Tool(ToolKind.Verbatim, tool.Index, name.IsString ? name.Index : 0);
        }

        throw type.Is("function"u8) ? Reject.Missing($"tools[{index}].function")
            : type.IsNothing ? Reject.Missing($"tools[{index}].type")
            : Reject.Value($"tools[{index}].type", type.GetString(), "'function' and 'custom'");
    }

    public static Tool ReadFunction(JsonValue function, int index)
    {
        if (!function.IsObject)
        {
            throw Reject.Type($"functions[{index}]", "an object", function);
        }

        return new Tool(ToolKind.Legacy, function.Index, Name(function, "functions", index, ".name"));
    }

    /// <summary>The object that has name, description and parameters.</summary>
    public static JsonValue Function(JsonValue node, ToolKind kind) => kind switch
    {
        ToolKind.Function => node["function"u8],
        ToolKind.Custom => node["custom"u8],
        _ => node,
    };

    public static int Marker(JsonValue tool)
    {
        var marker = PartReader.Marker(tool);
        return marker != 0 ? marker : PartReader.Marker(tool["function"u8]);
    }

    private static int Name(JsonValue owner, string list, int index, string path)
    {
        var name = owner["name"u8];
        if (name.IsString && !name.Inner.IsEmpty)
        {
            return name.Index;
        }

        var param = $"{list}[{index}]{path}";
        throw name.IsNothing ? Reject.Missing(param) : name.IsString ? Reject.Empty(param) : Reject.Type(param, "a string", name);
    }

    // The provider's own tools have a version in their type: web_search_20250305.
    private static bool IsDated(JsonValue type)
    {
        var text = type.Inner;
        return text.Length > 9 && text[^9] == (byte)'_' && !text[^8..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
