namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Features that the provider has but does not combine.</summary>
internal static class Conflicts
{
    public static void Resolve(Draft draft, ref ToolChoice choice, ref Reasoning reasoning)
    {
        if (draft.Tools.Count == 0 && !WebSearch.IsAsked(draft) && draft.Conversation.HasCalls)
        {
            DefineFromHistory(draft, ref choice);
        }

        if (choice.IsForced && !draft.Can.ForcedToolChoice)
        {
            if (draft.Strict && choice.IsClients)
            {
                throw Reject.UnsupportedValue("tool_choice", "this model does not support forcing a tool call.");
            }

            choice.AskInWords(draft);
        }

        if (choice.IsForced && (reasoning.IsBudget || (reasoning.IsActive && draft.Repairs.Has(RepairFlags.NoThinkingWhenForced))))
        {
            ForcedWhileThinking(draft, ref choice, ref reasoning);
        }

        // A budget wants the thinking of the turns that it continues, and cannot continue a turn that somebody else started.
        var isBroken = (reasoning.IsBudget && (draft.Conversation.IsPrefilled || draft.Conversation.LacksThinking()))
            || (reasoning.IsActive && draft.Repairs.Has(RepairFlags.NoThinkingInToolLoop) && draft.Conversation.LacksThinking());
        if (isBroken)
        {
            reasoning.Drop(draft);
        }
    }

    private static void ForcedWhileThinking(Draft draft, ref ToolChoice choice, ref Reasoning reasoning)
    {
        if (!reasoning.IsClientsBudget)
        {
            reasoning.Drop(draft);
        }
        else if (choice.IsClients)
        {
            throw Reject.UnsupportedValue("tool_choice", "Thinking may not be enabled when tool_choice forces tool use.");
        }
        else
        {
            choice.AskInWords(draft);
        }
    }

    private static void DefineFromHistory(Draft draft, ref ToolChoice choice)
    {
        draft.Tools.AddFromHistory(draft);
        draft.Loss.Changed("tools");
        choice = draft.Format.Kind == FormatKind.Tool ? choice : ToolChoice.Never;
    }
}
