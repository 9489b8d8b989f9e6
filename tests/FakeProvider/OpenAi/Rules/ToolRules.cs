using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

internal static partial class ToolRules
{
    internal static IEnumerable<Refusal> Check(ChatRequest request)
    {
        var body = request.Body;
        var tools = body.Get("tools");
        if (tools.IsList() && tools.GetArrayLength() == 0)
        {
            yield return FieldRules.Empty("tools");
        }

        if (body.Has("functions") && tools.IsGiven())
        {
            yield return Refusal.Invalid("Cannot specify both 'tools' and 'functions'.", "functions", null);
        }

        foreach (var name in new[] { "tool_choice", "parallel_tool_calls" }.Where(name => body.Has(name) && !tools.IsGiven()))
        {
            yield return Refusal.Invalid($"Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified.", name, null);
        }

        foreach (var refusal in tools.Items().SelectMany((tool, index) => Tool(tool, $"tools[{index}]"))
            .Concat(body.Get("functions").Items().SelectMany((function, index) => Function(function, $"functions[{index}]"))))
        {
            yield return refusal;
        }

        var choice = body.Get("tool_choice");
        if (choice.IsText() && choice.GetString() is not ("none" or "auto" or "required"))
        {
            yield return Refusal.Invalid($"Invalid value: '{choice.GetString()}'. Supported values are: 'none', 'auto', and 'required'.", "tool_choice", "invalid_value");
        }
        else if (choice.Get("function").Text("name") is { } chosen && !tools.Items().Any(tool => tool.Get("function").Text("name") == chosen))
        {
            yield return Refusal.Invalid($"Tool choice 'function' not found in 'tools' parameter.", "tool_choice", null);
        }
    }

    /// <summary>Why a schema cannot be followed strictly; null when it can.</summary>
    internal static string? StrictComplaint(JsonElement schema)
    {
        if (!schema.Has("additionalProperties", JsonValueKind.False))
        {
            return "In context=(), 'additionalProperties' is required to be supplied and to be false.";
        }

        var missing = schema.Get("properties").Properties()
            .FirstOrDefault(property => !schema.Get("required").Items().Any(name => name.ValueEquals(property.Name)));
        return missing.Value.ValueKind is JsonValueKind.Undefined
            ? null
            : $"In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing '{missing.Name}'.";
    }

    private static IEnumerable<Refusal> Tool(JsonElement tool, string path) => tool.Text("type") switch
    {
        "function" => Function(tool.Get("function"), path + ".function"),
        "custom" => Name(tool.Get("custom"), path + ".custom"),
        null => [Refusal.Invalid($"Missing required parameter: '{path}.type'.", path + ".type", "missing_required_parameter")],
        var other => [Refusal.Invalid($"Invalid value: '{other}'. Supported values are: 'function' and 'custom'.", path + ".type", "invalid_value")],
    };

    private static IEnumerable<Refusal> Function(JsonElement function, string path)
    {
        foreach (var refusal in Name(function, path))
        {
            yield return refusal;
        }

        var parameters = function.Get("parameters");
        if (parameters.IsGiven() && !parameters.IsObject())
        {
            yield return Refusal.Invalid($"Invalid type for '{path}.parameters': expected an object, but got {FieldRules.KindOf(parameters)} instead.", path + ".parameters", "invalid_type");
        }
        else if (function.Has("strict", JsonValueKind.True) && StrictComplaint(parameters) is { } complaint)
        {
            yield return Refusal.Invalid($"Invalid schema for function '{function.Text("name")}': {complaint}", path + ".parameters", "invalid_function_parameters");
        }
        else if (parameters.IsObject() && parameters.Properties().Any() && parameters.Text("type") != "object")
        {
            yield return Refusal.Invalid($"Invalid schema for function '{function.Text("name")}': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{parameters.Text("type") ?? "None"}\"'.", path + ".parameters", "invalid_function_parameters");
        }
    }

    private static IEnumerable<Refusal> Name(JsonElement tool, string path)
    {
        path += ".name";
        if (tool.Text("name") is not { } name)
        {
            yield return Refusal.Invalid($"Missing required parameter: '{path}'.", path, "missing_required_parameter");
        }
        else if (name.Length > 64)
        {
            yield return Refusal.Invalid($"Invalid '{path}': string too long. Expected a string with maximum length 64, but got a string with length {name.Length} instead.", path, "string_above_max_length");
        }
        else if (!Allowed().IsMatch(name))
        {
            yield return Refusal.Invalid($"Invalid '{path}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.", path, "invalid_value");
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Allowed();
}
