using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>What the last turn may be.</summary>
internal static class ConversationEnd
{
    public static void Settle(Draft draft)
    {
        var conversation = draft.Conversation;
        var blocks = conversation.Blocks;
        if (blocks.Count == 0)
        {
            throw Reject.Invalid("messages", "Invalid 'messages': at least one message with the role 'user' and content that is not empty is needed.");
        }

        if (blocks[0].Role != TurnRole.User)
        {
            draft.Loss.Changed("messages");
        }

        if (blocks[blocks.Count - 1].Role != TurnRole.Assistant)
        {
            return;
        }

        if (draft.Turn.Calls > 0)
        {
            throw new RequestRejectedException($"Invalid parameter: {Gap.MissingResults}", $"messages[{draft.Turn.Message}]");
        }

        if (draft.Can.Prefill)
        {
            conversation.IsPrefilled = true;
            blocks[blocks.Count - 1].TrimEnd = true;
            return;
        }

        switch (draft.Options.PrefillMode)
        {
            case PrefillMode.Drop when draft.Turn.Start > 0:
                blocks.CutTo(draft.Turn.Start);
                draft.Loss.Dropped("messages");
                break;
            case PrefillMode.ContinueAsUser:
                blocks.Add(new Block(BlockKind.Continue, TurnRole.User, 0, 0));
                draft.Loss.Emulated("prefill");
                break;
            default:
                throw Reject.Invalid(
                    "messages",
                    "This model does not support assistant message prefill. The conversation must end with a user message.",
                    "unsupported_value");
        }
    }
}
