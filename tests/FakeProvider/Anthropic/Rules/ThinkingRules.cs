using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>The <c>thinking</c> parameter, and the effort that goes with it.</summary>
internal static class ThinkingRules
{
    private static readonly string[] AllEfforts = ["low", "medium", "high", "xhigh", "max"];

    internal static IEnumerable<string> Check(MessagesRequest request) =>
        Thinking(request, request.Body.Get("thinking")).Concat(Effort(request, request.Body.Get("output_config")));

    private static IEnumerable<string> Thinking(MessagesRequest request, JsonElement thinking)
    {
        if (thinking.ValueKind is JsonValueKind.Undefined)
        {
            return [];
        }

        var family = request.Family;
        return thinking.Text("type") switch
        {
            "enabled" when family.Thinking is Anthropic.Thinking.Adaptive =>
                ["\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior."],
            "enabled" when family.Thinking is Anthropic.Thinking.None => ["thinking: Extended thinking is not supported on this model"],
            "enabled" => Budget(request.Body, thinking).Concat(Keys(thinking, "enabled", "type", "budget_tokens", "display")),
            "adaptive" when family.Thinking is Anthropic.Thinking.None or Anthropic.Thinking.Budget => ["adaptive thinking is not supported on this model"],
            "adaptive" => Keys(thinking, "adaptive", "type", "display"),
            "disabled" or "between_tools" when thinking.Text("type") is var off && family.ThinkingOff != off && (off != "disabled" || family.Thinking is Anthropic.Thinking.Adaptive) =>
                [$"\"thinking.type.{off}\" is not supported for this model."],
            "disabled" when family.ThinkingOffCapsEffort && request.Body.Get("output_config").Text("effort") is "xhigh" or "max" =>
                ["\"thinking.type.disabled\" is not supported with an effort level above 'high'."],
            "disabled" or "between_tools" => Keys(thinking, thinking.Text("type")!, "type"),
            var other => [$"thinking: Input tag '{other}' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'"],
        };
    }

    private static IEnumerable<string> Budget(JsonElement body, JsonElement thinking)
    {
        if (!thinking.Has("budget_tokens", JsonValueKind.Number))
        {
            yield return "thinking.enabled.budget_tokens: Field required";
        }
        else if (thinking.Get("budget_tokens").GetInt64() < 1024)
        {
            yield return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
        }
        else if (thinking.Get("budget_tokens").GetInt64() >= body.Get("max_tokens").GetInt64())
        {
            yield return "`max_tokens` must be greater than `thinking.budget_tokens`.";
        }
    }

    private static IEnumerable<string> Keys(JsonElement thinking, string type, params string[] known)
    {
        foreach (var extra in thinking.Properties().Where(property => !known.Contains(property.Name)))
        {
            yield return $"thinking.{type}.{extra.Name}: Extra inputs are not permitted";
        }

        if (thinking.Has("display") && thinking.Text("display") is not ("summarized" or "omitted"))
        {
            yield return $"thinking.{type}.display: Input should be 'summarized' or 'omitted'";
        }
    }

    private static IEnumerable<string> Effort(MessagesRequest request, JsonElement config)
    {
        if (!config.Has("effort"))
        {
            yield break;
        }

        var effort = config.Text("effort");
        if (!AllEfforts.Contains(effort))
        {
            yield return "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'";
        }
        else if (request.Family.Efforts.Count == 0)
        {
            yield return "This model does not support the effort parameter.";
        }
        else if (!request.Family.Efforts.Contains(effort))
        {
            yield return $"This model does not support effort level '{effort}'. Supported levels: {string.Join(", ", request.Family.Efforts)}.";
        }
    }
}
