using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>The definitions of tools.</summary>
internal static partial class ToolRules
{
    private const int MaxStrictTools = 20;
    private const int MaxOptional = 24;
    private const int MaxUnions = 16;

    private static readonly string[] Known =
    [
        "type", "name", "description", "input_schema", "strict", "cache_control", "defer_loading", "allowed_callers", "input_examples", "eager_input_streaming",
    ];

    internal static IEnumerable<string> Check(MessagesRequest request)
    {
        var tools = request.Body.Get("tools");
        if (tools.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Array))
        {
            return ["tools: Input should be a valid list"];
        }

        return [.. tools.Items().SelectMany((tool, index) => Tool(request, tool, index)), .. Names(tools), .. Strict(request, tools)];
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    internal static partial Regex Name();

    private static IEnumerable<string> Tool(MessagesRequest request, JsonElement tool, int index)
    {
        var type = tool.Text("type");
        if (type is not (null or "custom"))
        {
            return ServerTool().IsMatch(type) ? [] : [$"tools.{index}: Input tag '{type}' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'text_editor_20250728', 'web_search_20250305'"];
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"tools.{index}.custom");
        var schema = tool.Get("input_schema");
        return
        [
            .. tool.Properties().Where(property => !Known.Contains(property.Name)).Select(property => $"{path}.{property.Name}: Extra inputs are not permitted"),
            .. When(!tool.Has("name"), $"{path}.name: Field required"),
            .. When(tool.Has("name") && !Name().IsMatch(tool.Text("name") ?? ""), $"{path}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"),
            .. When(tool.Get("description").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String), $"{path}.description: Input should be a valid string"),
            .. When(tool.Get("strict").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False), $"{path}.strict: Input should be a valid boolean"),
            .. When(tool.Has("strict", JsonValueKind.True) && !request.Family.StructuredOutput, $"'{request.Model}' does not support strict tools."),
            .. Schema(path + ".input_schema", schema),
            .. tool.Has("strict", JsonValueKind.True) ? SchemaRules.Subset(schema).Select(complaint => $"{path}: {complaint}") : [],
        ];
    }

    private static IEnumerable<string> Schema(string path, JsonElement schema)
    {
        if (!schema.IsObject())
        {
            yield return schema.IsGiven() ? $"{path}: Input should be a valid dictionary" : $"{path}: Field required";
        }
        else if (!schema.Has("type"))
        {
            yield return $"{path}.type: Field required";
        }
        else if (schema.Text("type") != "object")
        {
            yield return $"{path}.type: Input should be 'object'";
        }
        else if (schema.Has("anyOf") || schema.Has("oneOf") || schema.Has("allOf"))
        {
            yield return $"{path}: input_schema does not support oneOf, allOf, or anyOf at the top level";
        }
        else if (!SchemaRules.IsValid(schema))
        {
            yield return $"{path}: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12). Learn more about tool use at https://docs.claude.com/en/docs/tool-use.";
        }
    }

    private static IEnumerable<string> Names(JsonElement tools) =>
        When(tools.Items().Select(tool => tool.Text("name")).OfType<string>().GroupBy(name => name).Any(group => group.Count() > 1), "tools: Tool names must be unique.");

    private static IEnumerable<string> Strict(MessagesRequest request, JsonElement tools)
    {
        var strict = tools.Items().Where(tool => tool.Has("strict", JsonValueKind.True)).Select(tool => tool.Get("input_schema")).ToList();
        List<JsonElement> all = [.. strict, request.Body.Get("output_config").Get("format").Get("schema")];
        var (optional, unions) = (all.Sum(SchemaRules.Optional), all.Sum(SchemaRules.Unions));
        return
        [
            .. When(strict.Count > MaxStrictTools, $"tools: Too many strict tools ({strict.Count}). The maximum is {MaxStrictTools}."),
            .. When(optional > MaxOptional, $"Schemas contains too many optional parameters ({optional}), which would make grammar compilation inefficient. Reduce the number of optional parameters in your tool schemas (limit: {MaxOptional})."),
            .. When(unions > MaxUnions, $"Schemas contains too many parameters with union types ({unions} parameters with type arrays or anyOf) which would cause exponential compilation cost. Reduce the number of nullable or union-typed parameters (limit: {MaxUnions} parameters with unions)."),
        ];
    }

    private static IEnumerable<string> When(bool broken, string message) => broken ? [message] : [];

    // Server tools and tool sets are dated.
    [GeneratedRegex(@"^([a-z_]+_20\d{6}|mcp_toolset)$")]
    private static partial Regex ServerTool();
}
