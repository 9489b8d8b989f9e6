using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Every tool call is answered in the very next turn, before anything else is said, and nothing else is answered.</summary>
internal static class PairingRules
{
    internal static IEnumerable<string> Check(MessagesRequest request) =>
    [
        .. Calls(request.Turns), .. Results(request.Turns), .. Definitions(request),
    ];

    private static IEnumerable<string> Calls(IReadOnlyList<Turn> turns)
    {
        for (var at = 0; at < turns.Count; at++)
        {
            var calls = IdsOf(turns[at], "tool_use", "id");
            if (calls.Count != calls.Distinct().Count())
            {
                yield return "messages: `tool_use` ids must be unique";
            }

            var answered = at + 1 < turns.Count && turns[at + 1].Role == "user"
                ? turns[at + 1].Blocks.TakeWhile(block => block.Type == "tool_result").Select(block => block.Json.Text("tool_use_id")).ToHashSet()
                : [];
            var open = calls.Where(id => !answered.Contains(id)).ToList();
            if (open.Count > 0)
            {
                yield return $"messages.{turns[at].Index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. "
                    + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
            }
        }
    }

    private static IEnumerable<string> Results(IReadOnlyList<Turn> turns)
    {
        for (var at = 0; at < turns.Count; at++)
        {
            var calls = at > 0 ? IdsOf(turns[at - 1], "tool_use", "id") : [];
            var seen = new HashSet<string?>();
            foreach (var result in turns[at].Blocks.Where(block => block.Type == "tool_result"))
            {
                var id = result.Json.Text("tool_use_id");
                if (!calls.Contains(id))
                {
                    yield return $"{result.Path}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. "
                        + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";
                }
                else if (!seen.Add(id))
                {
                    yield return $"{result.Path}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}";
                }
            }
        }
    }

    /// <summary>An empty list of tools is enough: that was recorded with a real answer. Leaving it out is not.</summary>
    private static IEnumerable<string> Definitions(MessagesRequest request) =>
        !request.Body.Get("tools").IsList() && request.Messages.SelectMany(message => message.Blocks).Any(block => block.Type is "tool_use" or "tool_result")
            ? ["Requests which include `tool_use` or `tool_result` blocks must define tools"]
            : [];

    private static List<string?> IdsOf(Turn turn, string type, string key) =>
        [.. turn.Blocks.Where(block => block.Type == type).Select(block => block.Json.Text(key))];
}
