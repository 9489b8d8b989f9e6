using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>The order of turns, where system messages may stand, and how a conversation may end.</summary>
internal static class TurnRules
{
    internal static IEnumerable<string> Check(MessagesRequest request) => [.. System(request), .. Order(request), .. Prefill(request)];

    private static IEnumerable<string> System(MessagesRequest request)
    {
        var turns = request.Turns;
        for (var at = 0; at < turns.Count; at++)
        {
            if (turns[at].Role != "system")
            {
                continue;
            }

            if (!request.Family.SystemMessages)
            {
                yield return $"messages.{turns[at].Index}: role 'system' is not supported on this model";
            }

            var follows = at > 0 && (turns[at - 1].Role == "user" || EndsInServerTool(turns[at - 1]));
            var precedes = at == turns.Count - 1 || turns[at + 1].Role == "assistant";
            if (!follows || !precedes)
            {
                yield return $"messages.{turns[at].Index}: `system` messages must directly follow a `user` message and precede an `assistant` message or end the conversation";
            }
        }
    }

    private static IEnumerable<string> Order(MessagesRequest request)
    {
        var spoken = request.Messages.Where(message => message.Role != "system").ToList();
        if (spoken is [{ Role: not "user" }, ..])
        {
            yield return "messages: first message must use the \"user\" role";
        }

        foreach (var (before, after) in spoken.Zip(spoken.Skip(1)).Where(pair => request.RolesMustAlternate && pair.First.Role == pair.Second.Role && pair.Second.Index == pair.First.Index + 1))
        {
            yield return $"messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"{before.Role}\" roles in a row";
        }
    }

    private static IEnumerable<string> Prefill(MessagesRequest request)
    {
        // A tool call at the end lacks its result, and a paused server tool goes on: neither is a prefill.
        if (request.Turns is not [.., { Role: "assistant" } last] || last.Blocks is [.., { Type: not ("text" or "thinking" or "redacted_thinking") }])
        {
            yield break;
        }

        if (!request.Family.Prefill)
        {
            yield return "This model does not support assistant message prefill. The conversation must end with a user message.";
        }

        var text = last.Blocks is [.., var block] ? block.Json.Text("text") : last.Json.Text("content");
        if (text is not null && text != text.TrimEnd())
        {
            yield return "messages: final assistant content cannot end with trailing whitespace";
        }
    }

    private static bool EndsInServerTool(Turn turn) =>
        turn is { Role: "assistant", Blocks: [.., var last] } && last.Type.EndsWith("_tool_result", StringComparison.Ordinal);
}
