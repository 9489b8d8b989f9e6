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
            if (!value.IsNothing)
            {
                WriteClients(draft, reasoning, key, value);
            }
        }

        if (reasoning.Effort != EffortLevels.None && clients["effort"u8].IsNothing)
        {
            json.Raw(",\"effort\":\""u8);
            json.Raw(Efforts.NameOf(reasoning.Effort));
            json.Raw((byte)'"');
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

    private static void WriteClients(Draft draft, in Reasoning reasoning, JsonValue key, JsonValue value)
    {
        var json = draft.Out;
        json.Raw((byte)',');
        json.Raw(key.Raw);
        json.Raw((byte)':');
        if (key.Is("effort"u8) && reasoning.Kind == ThinkingKind.Disabled && (value.Is("xhigh"u8) || value.Is("max"u8)))
        {
            json.Raw("\"high\""u8); // More is refused where thinking is off.
            draft.Loss.Changed("output_config.effort");
        }
        else
        {
            json.Raw(value.Raw);
        }
    }
}
