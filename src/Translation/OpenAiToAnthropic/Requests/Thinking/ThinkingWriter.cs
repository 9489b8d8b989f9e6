namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>thinking</c>.</summary>
internal static class ThinkingWriter
{
    public static void Write(Draft draft, in Reasoning reasoning)
    {
        var json = draft.Out;
        switch (reasoning.Kind)
        {
            case ThinkingKind.Adaptive:
                json.Raw(draft.Options.ExposeReasoning && !reasoning.IsExcluded && draft.Can.HidesThinking
                    ? "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"u8
                    : "\"thinking\":{\"type\":\"adaptive\"},"u8);
                break;
            case ThinkingKind.Budget:
                json.Raw("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":"u8);
                json.Number(reasoning.Budget);
                WriteClients(draft, "enabled"u8);
                json.Raw("},"u8);
                break;
            case ThinkingKind.Disabled:
                json.Raw("\"thinking\":{\"type\":\"disabled\""u8);
                WriteClients(draft, "disabled"u8);
                json.Raw("},"u8);
                break;
            case ThinkingKind.BetweenTools:
                json.Raw("\"thinking\":{\"type\":\"between_tools\"},"u8);
                break;
            case ThinkingKind.Clients:
                json.Raw("\"thinking\":"u8);
                json.Raw(draft[RequestField.Thinking].Raw);
                json.Raw((byte)',');
                break;
        }
    }

    // What else the client says in a "thinking" of this type.
    private static void WriteClients(Draft draft, ReadOnlySpan<byte> type)
    {
        var thinking = draft[RequestField.Thinking];
        if (!thinking["type"u8].Is(type))
        {
            return;
        }

        foreach (var (key, value) in thinking.Properties)
        {
            if (!value.IsNothing && !key.Is("type"u8) && !key.Is("budget_tokens"u8))
            {
                draft.Out.Raw((byte)',');
                draft.Out.Raw(key.Raw);
                draft.Out.Raw((byte)':');
                draft.Out.Raw(value.Raw);
            }
        }
    }
}
