using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

/// <summary>Every message by itself: its role, its content, its calls.</summary>
internal static class MessageRules
{
    private static readonly string[] Roles = ["system", "assistant", "user", "function", "tool", "developer"];
    private static readonly string[] UserParts = ["text", "image_url", "input_audio", "file"];
    private static readonly string[] AssistantParts = ["text", "refusal"];

    internal static IEnumerable<Refusal> Check(ChatRequest request) =>
        request.Messages.SelectMany((message, index) => Message(message, $"messages[{index}]"));

    private static IEnumerable<Refusal> Message(JsonElement message, string path)
    {
        var role = message.Text("role");
        if (role is null)
        {
            return [Refusal.Invalid($"Missing required parameter: '{path}.role'.", path + ".role", "missing_required_parameter")];
        }

        if (!Roles.Contains(role))
        {
            return [Refusal.Invalid($"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.", path + ".role", "invalid_value")];
        }

        return [.. Content(message, role, path), .. Calls(message, path)];
    }

    private static IEnumerable<Refusal> Content(JsonElement message, string role, string path)
    {
        var content = message.Get("content");
        if (!content.IsGiven())
        {
            if (role != "assistant" || !(message.Has("tool_calls") || message.Has("function_call") || message.Has("refusal") || message.Has("audio")))
            {
                yield return Refusal.Invalid("Invalid value for 'content': expected a string, got null.", path.Replace("[", ".[", StringComparison.Ordinal) + ".content", null);
            }
        }
        else if (!content.IsText() && !content.IsList())
        {
            yield return Refusal.Invalid($"Invalid type for '{path}.content': expected one of a string or array of objects, but got {FieldRules.KindOf(content)} instead.", path + ".content", "invalid_type");
        }
        else if (content.IsList() && content.GetArrayLength() == 0)
        {
            yield return FieldRules.Empty(path + ".content");
        }

        var allowed = role switch { "user" => UserParts, "assistant" => AssistantParts, _ => ["text"] };
        foreach (var (part, index) in content.Items().Select((part, index) => (part, index)))
        {
            if (!allowed.Contains(part.Text("type")))
            {
                yield return Refusal.Invalid($"Invalid value: '{part.Text("type")}'. Supported values are: {string.Join(", ", allowed.Select(type => $"'{type}'"))}.", $"{path}.content[{index}].type", "invalid_value");
            }
            else if (part.Text("type") == "image_url" && !IsImage(part.Get("image_url").Text("url")))
            {
                yield return Refusal.Invalid($"Invalid '{path}.content[{index}].image_url.url'. Expected a valid URL or a base64-encoded data URL.", $"{path}.content[{index}].image_url.url", "invalid_value");
            }
        }
    }

    private static IEnumerable<Refusal> Calls(JsonElement message, string path)
    {
        if (message.Get("tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() == 0)
        {
            yield return FieldRules.Empty(path + ".tool_calls");
        }

        foreach (var (call, index) in message.Get("tool_calls").Items().Select((call, index) => (call, $"{path}.tool_calls[{index}]")))
        {
            if (!call.Get("id").IsText())
            {
                yield return Refusal.Invalid($"Missing required parameter: '{index}.id'.", index + ".id", "missing_required_parameter");
            }

            if (call.Text("type") is not ("function" or "custom"))
            {
                yield return Refusal.Invalid($"Missing required parameter: '{index}.type'.", index + ".type", "missing_required_parameter");
            }
            else if (call.Text("type") == "function" && !call.Get("function").Get("arguments").IsText())
            {
                yield return Refusal.Invalid($"Invalid type for '{index}.function.arguments': expected a string, but got {FieldRules.KindOf(call.Get("function").Get("arguments"))} instead.", index + ".function.arguments", "invalid_type");
            }
        }
    }

    private static bool IsImage(string? url) =>
        url is not null && (url.StartsWith("http", StringComparison.Ordinal) || (url.StartsWith("data:", StringComparison.Ordinal) && url.Contains(";base64,", StringComparison.Ordinal)));
}
