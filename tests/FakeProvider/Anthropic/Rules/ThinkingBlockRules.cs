using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Thinking that comes back: signed, unchanged, and where it was.</summary>
internal static class ThinkingBlockRules
{
    internal static IEnumerable<string> Check(MessagesRequest request) => [.. Blocks(request), .. Continuation(request)];

    private static IEnumerable<string> Blocks(MessagesRequest request)
    {
        var prompt = new PromptSections(request.Body);
        foreach (var (turn, block) in request.Messages.SelectMany(message => message.Blocks.Select(block => (message, block))).Where(pair => pair.block.Type == "thinking"))
        {
            if (!block.Json.Get("thinking").IsText())
            {
                yield return $"{block.Path}.thinking.thinking: Field required";
            }
            else if (!block.Json.Get("signature").IsText())
            {
                yield return $"{block.Path}.thinking.signature: Field required";
            }
            else if (Signatures.PrefixOf(block.Json.Text("signature")!, block.Json.Text("thinking")!) is not { } prefix)
            {
                yield return $"{block.Path}: Invalid `signature` in `thinking` block";
            }
            else if (request.Family.BoundThinking && prefix != prompt.HashBefore(turn.Index))
            {
                yield return $"{block.Path}: Invalid `signature` in `thinking` block. The block is bound to a different conversation";
            }
        }
    }

    /// <summary>With a thinking budget, the turn whose tools are being answered begins with its thinking.</summary>
    private static IEnumerable<string> Continuation(MessagesRequest request)
    {
        var enabled = request.Body.Get("thinking").Text("type") == "enabled";
        if (enabled && request.Turns is [.., { Role: "assistant" } last, { Role: "user" } answer]
            && answer.Blocks.Any(block => block.Type == "tool_result")
            && last.Blocks is [{ Type: not ("thinking" or "redacted_thinking") } first, ..])
        {
            yield return $"{first.Path}.type: Expected `thinking` or `redacted_thinking`, but found `{first.Type}`. When `thinking` is enabled, a final `assistant` message "
                + "must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks "
                + "from previous turns. To avoid this requirement, disable `thinking`. Please consult our documentation at "
                + "https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking";
        }
    }
}
