using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>output_config</c>: the client's own, and what it does not say itself.</summary>
internal static class OutputConfigWriter
{
    public static void Write(Draft draft, in Reasoning reasoning)
    {
        var clients = draft[RequestField.OutputConfig];
        if (!clients.IsNothing && !clients.IsObject)
        {
            throw Reject.Type("output_config", "an object", clients);
        }

        var json = draft.Out;
        var start = json.Length;
        json.Raw("\"output_config\":{"u8);
        var first = json.Length;
        foreach (var (key, value) in clients.Properties)
        {
            if (key.Is("effort"u8) && !value.IsNothing)
            {
                WriteClientsEffort(draft, reasoning, value);
            }
            else if (!value.IsNothing)
            {
                json.Raw((byte)',');
                json.Raw(key.Raw);
                json.Raw((byte)':');
                json.Raw(value.Raw);
            }
        }

        var own = clients["effort"u8];
        if (reasoning.Effort != EffortLevels.None && own.IsNothing)
        {
            WriteEffort(draft, reasoning.Effort);
        }
        else if (reasoning.Effort != EffortLevels.None && !own.Is(Efforts.NameOf(reasoning.Effort)))
        {
            draft.Loss.Changed(reasoning.Param);
        }

        if (draft.Format.Kind == FormatKind.Schema && clients["format"u8].IsNothing)
        {
            json.Raw(",\"format\":{\"type\":\"json_schema\",\"schema\":"u8);
            json.Raw(draft.Format.Schema);
            json.Raw((byte)'}');
        }

        if (json.Length == first)
        {
            json.CutTo(start);
            return;
        }

        json.RemoveAt(first);
        json.Raw("},"u8);
    }

    private static void WriteClientsEffort(Draft draft, in Reasoning reasoning, JsonValue value)
    {
        if (draft.Can.Effort == EffortLevels.None)
        {
            draft.Drop("output_config.effort");
            return;
        }

        if (!Efforts.TryParse(value, out var asked) || asked == EffortLevels.None)
        {
            draft.Out.Raw(",\"effort\":"u8); // What is not known here may be known there.
            draft.Out.Raw(value.Raw);
            return;
        }

        var effort = Efforts.Supported(draft, asked);
        effort = reasoning.Kind == ThinkingKind.Disabled && effort > EffortLevels.High ? EffortLevels.High : effort; // More is refused where thinking is off.
        WriteEffort(draft, effort);
        if (effort != asked)
        {
            draft.Loss.Changed("output_config.effort");
        }
    }

    private static void WriteEffort(Draft draft, EffortLevels effort)
    {
        draft.Out.Raw(",\"effort\":\""u8);
        draft.Out.Raw(Efforts.NameOf(effort));
        draft.Out.Raw((byte)'"');
    }
}
