using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>An entry of <c>tool_calls</c>, or the deprecated <c>function_call</c>, of the history.</summary>
internal readonly ref struct ToolCall
{
    private ToolCall(JsonValue name, JsonValue input, bool isCustom)
    {
        Name = name;
        Input = input;
        IsCustom = isCustom;
    }

    public JsonValue Name { get; }

    /// <summary>The arguments of a function, or the raw input of a custom tool.</summary>
    public JsonValue Input { get; }

    public bool IsCustom { get; }

    public static ToolCall Read(JsonValue call, bool isFunctionCall)
    {
        if (isFunctionCall)
        {
            return new ToolCall(call["name"u8], call["arguments"u8], false);
        }

        var custom = call["custom"u8];
        if (custom.IsObject)
        {
            return new ToolCall(custom["name"u8], custom["input"u8], true);
        }

        var function = call["function"u8];
        return new ToolCall(function["name"u8], function["arguments"u8], false);
    }

    public static void Check(JsonValue call, int message, int index)
    {
        var param = $"messages[{message}].tool_calls[{index}]";
        if (!call.IsObject)
        {
            throw Reject.Type(param, "an object", call);
        }

        var parts = Read(call, isFunctionCall: false);
        if (!parts.Name.IsString)
        {
            throw parts.Name.IsNothing ? Reject.Missing($"{param}.function.name") : Reject.Type($"{param}.function.name", "a string", parts.Name);
        }

        if (parts.Name.Inner.IsEmpty)
        {
            throw Reject.Invalid($"{param}.function.name", $"Invalid '{param}.function.name': empty string. Expected a string with minimum length 1, but got an empty string instead.", "empty_string");
        }
    }
}
