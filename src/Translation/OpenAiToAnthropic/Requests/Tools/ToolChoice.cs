using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum ChoiceKind : byte
{
    Absent,
    Auto,
    None,
    Any,

    /// <summary>One tool of the client.</summary>
    Tool,

    /// <summary>The tool that stands in for a JSON schema.</summary>
    JsonTool,
}

/// <summary>What <c>tool_choice</c> and <c>parallel_tool_calls</c> become.</summary>
internal struct ToolChoice
{
    /// <summary>Tools are defined for the history's sake only.</summary>
    public static ToolChoice Never => new() { Kind = ChoiceKind.None };

    public ChoiceKind Kind { get; private set; }

    /// <summary>The name of the forced tool.</summary>
    public JsonValue Name { get; private set; }

    public bool OneAtATime { get; private set; }

    public readonly bool IsForced => Kind is ChoiceKind.Any or ChoiceKind.Tool or ChoiceKind.JsonTool;

    /// <summary>Whether the client itself, and not a stand-in for something else, forces a call.</summary>
    public bool IsClients { get; private set; }

    /// <summary>What is said to the model where it cannot be forced.</summary>
    public SystemSentences Sentences { get; private set; }

    public static ToolChoice Read(Draft draft)
    {
        var choice = new ToolChoice { OneAtATime = draft.Tools.IsLegacy || IsFalse(draft[RequestField.ParallelToolCalls]) };
        choice.ReadClients(draft);
        choice.IsClients = choice.IsForced;
        if (draft.Format.Kind == FormatKind.Tool)
        {
            choice.AddJsonTool(draft);
        }

        return choice;
    }

    /// <summary>Asks in words where the model, or its thinking, cannot be combined with a forced call.</summary>
    public void AskInWords(Draft draft)
    {
        Sentences = Kind switch
        {
            ChoiceKind.Tool => new SystemSentences(false, Name, false, null),
            ChoiceKind.Any => new SystemSentences(false, default, true, null),
            _ => new SystemSentences(false, default, false, draft.Format.ToolName),
        };
        if (Kind == ChoiceKind.Tool)
        {
            foreach (ref var tool in draft.Tools.Items)
            {
                tool.Hidden |= tool.Name == 0 || !draft.At(tool.Name).SaysSameAs(Name);
            }
        }

        Kind = ChoiceKind.Auto;
        draft.Loss.Emulated(IsClients ? "tool_choice" : "response_format");
    }

    public readonly void Write(Draft draft)
    {
        var kind = Kind == ChoiceKind.Absent && OneAtATime && HasTools(draft) ? ChoiceKind.Auto : Kind;
        if (kind == ChoiceKind.Absent)
        {
            return;
        }

        var json = draft.Out;
        json.Raw("\"tool_choice\":{\"type\":"u8);
        json.Raw(kind switch
        {
            ChoiceKind.Auto => "\"auto\""u8,
            ChoiceKind.None => "\"none\""u8,
            ChoiceKind.Any => "\"any\""u8,
            _ => "\"tool\",\"name\":\""u8,
        });
        if (kind == ChoiceKind.Tool)
        {
            ToolName.Write(Name, json);
            json.Raw((byte)'"');
        }
        else if (kind == ChoiceKind.JsonTool)
        {
            json.Raw(Encoding.ASCII.GetBytes(draft.Format.ToolName!));
            json.Raw((byte)'"');
        }

        json.Raw(OneAtATime && kind != ChoiceKind.None ? ",\"disable_parallel_tool_use\":true},"u8 : "},"u8);
    }

    private static bool HasTools(Draft draft) => draft.Tools.Count > 0 || WebSearch.IsAsked(draft) || draft.Format.Kind == FormatKind.Tool;

    private static bool IsFalse(JsonValue value) =>
        value.Kind is JsonKind.False or JsonKind.True or JsonKind.Null or JsonKind.Missing
            ? value.Kind == JsonKind.False
            : throw Reject.Type("parallel_tool_calls", "a boolean", value);

    private void ReadClients(Draft draft)
    {
        var param = draft[RequestField.ToolChoice].IsNothing ? "function_call" : "tool_choice";
        var choice = draft[param == "tool_choice" ? RequestField.ToolChoice : RequestField.FunctionCall];
        if (choice.IsNothing)
        {
            return;
        }

        if (draft.Tools.Count == 0)
        {
            if (choice.Is("none"u8) || choice.Is("auto"u8))
            {
                return;
            }

            throw Reject.Invalid(param, $"Invalid value for '{param}': '{param}' is only allowed when 'tools' are specified.", "invalid_value");
        }

        if (choice.IsString)
        {
            Kind = OfMode(choice, param);
        }
        else if (choice["allowed_tools"u8].IsObject || choice["type"u8].Is("allowed_tools"u8))
        {
            Allow(draft, choice["allowed_tools"u8].IsObject ? choice["allowed_tools"u8] : choice);
        }
        else if (choice.IsObject)
        {
            Force(draft, NameIn(choice), param);
        }
        else
        {
            throw Reject.Type(param, "a string or an object", choice);
        }
    }

    private static ChoiceKind OfMode(JsonValue mode, string param) =>
        mode.Is("auto"u8) ? ChoiceKind.Auto
        : mode.Is("none"u8) ? ChoiceKind.None
        : mode.Is("required"u8) || mode.Is("any"u8) ? ChoiceKind.Any
        : throw Reject.Value(param, mode.GetString(), "'none', 'auto', and 'required'");

    private static JsonValue NameIn(JsonValue choice)
    {
        var name = choice["function"u8]["name"u8];
        name = name.IsString ? name : choice["custom"u8]["name"u8];
        return name.IsString ? name : choice["name"u8];
    }

    private void Force(Draft draft, JsonValue name, string param)
    {
        if (!name.IsString)
        {
            throw Reject.Missing($"{param}.function.name");
        }

        if (draft.Tools.Find(draft, name) < 0)
        {
            throw Reject.Invalid(param, $"Tool choice '{Reject.Shorten(name.GetString())}' not found in 'tools' parameter.");
        }

        Kind = ChoiceKind.Tool;
        Name = name;
    }

    private void Allow(Draft draft, JsonValue allowed)
    {
        var mode = allowed["mode"u8];
        Kind = mode.IsNothing ? ChoiceKind.Auto : OfMode(mode, "tool_choice.allowed_tools.mode");
        foreach (ref var tool in draft.Tools.Items)
        {
            tool.Hidden = true;
        }

        var any = false;
        foreach (var entry in allowed["tools"u8].Items)
        {
            var index = draft.Tools.Find(draft, NameIn(entry));
            if (index >= 0)
            {
                draft.Tools.Items[index].Hidden = false;
                any = true;
            }
        }

        if (!any)
        {
            throw Reject.Invalid("tool_choice.allowed_tools.tools", "Invalid 'tool_choice.allowed_tools.tools': none of them is in 'tools'.");
        }
    }

    // The client's own choice comes first: a call that it forces is the answer, and no JSON is expected then.
    private void AddJsonTool(Draft draft)
    {
        OneAtATime = true;
        switch (Kind)
        {
            case ChoiceKind.Absent or ChoiceKind.Auto:
                Kind = draft.Tools.Count > 0 ? ChoiceKind.Any : ChoiceKind.JsonTool;
                break;
            case ChoiceKind.None:
                Kind = ChoiceKind.JsonTool;
                break;
        }
    }
}
