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
                json.Raw("},"u8);
                break;
            case ThinkingKind.Disabled:
                json.Raw("\"thinking\":{\"type\":\"disabled\"},"u8);
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
}
