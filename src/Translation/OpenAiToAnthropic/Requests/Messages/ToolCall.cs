using Orleans.Gateway.Translation.Errors;
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
        var name = Read(call, isFunctionCall: false).Name;
        if (!name.IsString || name.Inner.IsEmpty)
        {
            throw Refusal(call, name, $"messages[{message}].tool_calls[{index}]");
        }
    }

    private static RequestRejectedException Refusal(JsonValue call, JsonValue name, string param)
    {
        var nameParam = $"{param}.function.name";
        return !call.IsObject ? Reject.Type(param, "an object", call)
            : name.IsNothing ? Reject.Missing(nameParam)
            : !name.IsString ? Reject.Type(nameParam, "a string", name)
            : Reject.Empty(nameParam);
    }
}
