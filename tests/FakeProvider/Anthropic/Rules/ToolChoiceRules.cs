using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

internal static class ToolChoiceRules
{
    internal static IEnumerable<string> Check(MessagesRequest request)
    {
        var choice = request.Body.Get("tool_choice");
        if (choice.ValueKind is JsonValueKind.Undefined)
        {
            yield break;
        }

        if (!choice.IsObject())
        {
            yield return "tool_choice: Input should be a valid dictionary or object to extract fields from";
            yield break;
        }

        var type = choice.Text("type");
        if (type is not ("auto" or "any" or "tool" or "none"))
        {
            yield return $"tool_choice: Input tag '{type}' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'";
            yield break;
        }

        foreach (var extra in choice.Properties().Where(property => !IsKnown(type, property.Name)))
        {
            yield return $"tool_choice.{type}.{extra.Name}: Extra inputs are not permitted";
        }

        if (choice.Get("disable_parallel_tool_use").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False))
        {
            yield return $"tool_choice.{type}.disable_parallel_tool_use: Input should be a valid boolean";
        }

        if (!request.Body.Get("tools").Items().Any())
        {
            yield return "tool_choice may only be specified while providing tools.";
        }

        if (type == "tool" && !request.Body.Get("tools").Items().Any(tool => tool.Text("name") == choice.Text("name")))
        {
            yield return choice.Has("name") ? $"Tool '{choice.Text("name")}' not found in provided tools" : "tool_choice.tool.name: Field required";
        }

        if (type is "any" or "tool" && !request.Family.ForcedToolChoice)
        {
            yield return "tool_choice: type \"tool\" and \"any\" are not supported for this model.";
        }

        if (type is "any" or "tool" && request.Body.Get("thinking").Text("type") == "enabled")
        {
            yield return "Thinking may not be enabled when tool_choice forces tool use.";
        }
    }

    private static bool IsKnown(string type, string key) =>
        key == "type" || (key == "name" && type == "tool") || (key == "disable_parallel_tool_use" && type != "none");
}
