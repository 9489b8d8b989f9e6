using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Reads the messages in order into turns that alternate.
/// </summary>
/// <remarks>
/// <code>
///   system*  ──▶ the top-level system
///   then, again and again:
///     assistant+          one assistant turn
///     anything else*      one gap: the results of the turn's calls, in the order of the calls; then what the user said;
///                         then the instructions given meanwhile
/// </code>
/// A gap is settled when the next assistant message begins, so what a later message says never changes an earlier turn.
/// </remarks>
internal static class ConversationReader
{
    public static void Read(Draft draft)
    {
        var messages = draft[RequestField.Messages];
        if (messages.IsNothing)
        {
            throw Reject.Missing("messages");
        }

        if (!messages.IsArray)
        {
            throw Reject.Type("messages", "an array of objects", messages);
        }

        if (messages.IsEmptyContainer)
        {
            throw Reject.Invalid(
                "messages", "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "empty_array");
        }

        var index = 0;
        var started = false;
        foreach (var message in messages.Items)
        {
            if (!message.IsObject)
            {
                throw Reject.Type($"messages[{index}]", "an object", message);
            }

            started |= Read(draft, message, index, started);
            index++;
        }

        draft.Gap.Close();
        ConversationEnd.Settle(draft);
    }

    /// <returns>Whether the conversation has started with it: what comes before are its instructions.</returns>
    private static bool Read(Draft draft, JsonValue message, int index, bool started)
    {
        var fields = MessageFields.Read(message);
        if (!fields.Name.IsNothing && fields.Role is not MessageRole.Function)
        {
            draft.Loss.Dropped("messages.name");
        }

        if (fields.Unknown is not null)
        {
            draft.Unknown.InMessage(draft, fields.Unknown);
        }

        switch (fields.Role)
        {
            case MessageRole.System when !started:
                PartReader.Read(draft, draft.Conversation.System, fields, TurnRole.System, index);
                return false;
            case MessageRole.System:
                draft.Gap.AddInstruction(fields, index);
                break;
            case MessageRole.User:
                draft.Gap.AddUser(fields, index);
                break;
            case MessageRole.Tool or MessageRole.Function:
                draft.Gap.AddResult(fields, message, index);
                break;
            case MessageRole.Assistant:
                if (!draft.Turn.SaysNothing(fields))
                {
                    draft.Gap.Close();
                }

                draft.Turn.Add(fields, index);
                break;
            default:
                throw fields.RoleValue.IsNothing
                    ? Reject.Missing($"messages[{index}].role")
                    : Reject.Value($"messages[{index}].role", fields.RoleValue.GetString(), "'system', 'assistant', 'user', 'function', 'tool', and 'developer'");
        }

        return true;
    }
}
