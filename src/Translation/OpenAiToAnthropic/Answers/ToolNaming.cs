namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>What a tool of the provider's answer is for the client.</summary>
internal static class ToolNaming
{
    /// <param name="escaped">The backend's name of the tool, as it stands in its JSON.</param>
    /// <param name="shown">The client's name of it, escaped.</param>
    public static (BlockKind Kind, ToolShape Shape) Of(AnswerPlan plan, ReadOnlySpan<byte> escaped, out ReadOnlySpan<byte> shown)
    {
        shown = escaped;
        var shape = plan.LegacyFunctions ? ToolShape.Legacy : ToolShape.Function;
        if (plan.JsonTool is null && plan.ToolNames.Count + plan.CustomTools.Count + plan.WrappedTools.Count == 0)
        {
            return (BlockKind.Tool, shape);
        }

        var name = EscapedText.Unescape(escaped);
        if (name == plan.JsonTool)
        {
            return (BlockKind.JsonTool, plan.WrappedTools.Contains(name) ? ToolShape.Wrapped : ToolShape.Function);
        }

        if (plan.ToolNames.TryGetValue(name, out var original))
        {
            shown = EscapedText.Escape(original);
        }

        return (BlockKind.Tool, plan.CustomTools.Contains(name) ? ToolShape.Custom : plan.WrappedTools.Contains(name) ? ToolShape.Wrapped : shape);
    }
}
