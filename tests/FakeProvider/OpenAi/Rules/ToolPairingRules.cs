using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

/// <summary>Every tool call is answered right after it, and nothing else is.</summary>
internal static class ToolPairingRules
{
    internal static IEnumerable<Refusal> Check(ChatRequest request)
    {
        var open = new List<string>();
        var calls = new HashSet<string>();
        for (var at = 0; at < request.Messages.Count; at++)
        {
            var message = request.Messages[at];
            var isTool = message.Text("role") == "tool";
            if (isTool && message.Text("tool_call_id") is not { } id)
            {
                yield return Refusal.Invalid("Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.", $"messages.[{at}].tool_call_id", null);
            }
            else if (isTool && !calls.Contains(message.Text("tool_call_id")!))
            {
                yield return Refusal.Invalid("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", $"messages.[{at}].role", null);
            }
            else if (isTool)
            {
                open.Remove(message.Text("tool_call_id")!);
            }
            else
            {
                foreach (var refusal in Unanswered(open, at))
                {
                    yield return refusal;
                }

                open = [.. message.Get("tool_calls").Items().Select(call => call.Text("id")).OfType<string>()];
                calls = [.. open];
            }
        }

        foreach (var refusal in Unanswered(open, request.Messages.Count))
        {
            yield return refusal;
        }
    }

    private static IEnumerable<Refusal> Unanswered(List<string> open, int at) => open.Count == 0 ? [] :
    [
        Refusal.Invalid(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
            + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}",
            $"messages.[{at}].role", null),
    ];
}
