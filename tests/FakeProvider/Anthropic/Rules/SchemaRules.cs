using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>JSON schemas: what is wrong in any of them, and what structured output and strict tools cannot follow.</summary>
internal static partial class SchemaRules
{
    private static readonly string[] Maps = ["properties", "$defs", "definitions", "patternProperties"];
    private static readonly string[] Lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
    private static readonly string[] Singles = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];
    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private static readonly string[] Unsupported =
    [
        "oneOf", "prefixItems", "if", "then", "else", "not", "patternProperties", "dependentRequired", "dependentSchemas",
        "unevaluatedProperties", "unevaluatedItems", "propertyNames", "contains",
    ];

    private static readonly string[] Limits =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems",
        "minProperties", "maxProperties",
    ];

    private static readonly string[] Formats = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

    /// <summary>Whether it is a valid schema of draft 2020-12, as far as clients get it wrong.</summary>
    internal static bool IsValid(JsonElement schema) => All(schema).All(part =>
        part.ValueKind is JsonValueKind.True or JsonValueKind.False
        || (part.IsObject()
            && part.Get("exclusiveMinimum").ValueKind is JsonValueKind.Undefined or JsonValueKind.Number
            && part.Get("exclusiveMaximum").ValueKind is JsonValueKind.Undefined or JsonValueKind.Number
            && part.Get("items").ValueKind is JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
            && part.Get("required").ValueKind is JsonValueKind.Undefined or JsonValueKind.Array
            && part.Get("properties").ValueKind is JsonValueKind.Undefined or JsonValueKind.Object
            && part.Get("enum").ValueKind is JsonValueKind.Undefined or JsonValueKind.Array
            && TypesOf(part).All(type => Types.Contains(type))));

    /// <summary>What stands outside the subset that the model can be held to.</summary>
    internal static IEnumerable<string> Subset(JsonElement schema) =>
        All(schema).Where(part => part.IsObject()).SelectMany(Part).Concat(References(schema));

    /// <summary>Properties that may be left out, counted over all objects.</summary>
    internal static int Optional(JsonElement schema) => All(schema).Sum(part =>
        part.Get("properties").Properties().Count(property => !part.Get("required").Items().Any(name => name.ValueEquals(property.Name))));

    /// <summary>Places where a value may be of several types.</summary>
    internal static int Unions(JsonElement schema) => All(schema).Count(part => part.Has("anyOf") || part.Get("type").IsList());

    private static IEnumerable<string> Part(JsonElement part)
    {
        var type = TypesOf(part).FirstOrDefault(type => type != "null") ?? "";
        foreach (var keyword in Unsupported.Where(keyword => part.Has(keyword)))
        {
            yield return $"Schema type '{keyword}' is not supported";
        }

        if ((type == "object" || part.Has("properties")) && part.Get("additionalProperties").ValueKind is not JsonValueKind.False)
        {
            yield return "For 'object' type, 'additionalProperties' must be explicitly set to false";
        }

        var limits = Limits.Where(limit => part.Has(limit)).Order(StringComparer.Ordinal).ToList();
        if (limits.Count > 0)
        {
            yield return $"For '{type}' type, properties {string.Join(", ", limits)} are not supported";
        }

        if (part.Get("minItems").ValueKind is JsonValueKind.Number && part.Get("minItems").GetInt32() > 1)
        {
            yield return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
        }

        if (part.Text("pattern") is { } pattern && HardPattern().IsMatch(pattern))
        {
            yield return $"Unsupported regex feature in pattern: {pattern}";
        }

        if (part.Text("format") is { } format && !Formats.Contains(format))
        {
            yield return $"For 'string' type, format '{format}' is not supported";
        }

        if (part.Get("enum").Items().Any(value => value.IsObject() || value.IsList()))
        {
            yield return "Enum values must be scalars";
        }

        if (part.Get("allOf").Items().Any(one => one.Has("$ref")))
        {
            yield return "'allOf' with '$ref' is not supported";
        }
    }

    private static IEnumerable<string> References(JsonElement schema)
    {
        foreach (var reference in All(schema).Select(part => part.Text("$ref")).OfType<string>().Where(reference => !reference.StartsWith("#/", StringComparison.Ordinal)))
        {
            yield return $"External $ref '{reference}' is not supported";
        }

        if (IsRecursive(schema, schema, []))
        {
            yield return "Too many recursive definitions in schema";
        }
    }

    private static bool IsRecursive(JsonElement part, JsonElement root, IReadOnlyList<string> seen)
    {
        if (part.Text("$ref") is { } reference && reference.StartsWith('#'))
        {
            return seen.Contains(reference)
                || IsRecursive(reference.Split('/').Skip(1).Aggregate(root, (json, step) => json.Get(step)), root, [.. seen, reference]);
        }

        return Children(part, withDefinitions: false).Any(child => IsRecursive(child, root, seen));
    }

    private static IEnumerable<string> TypesOf(JsonElement part) =>
        part.Text("type") is { } one ? [one] : part.Get("type").Items().Select(type => type.IsText() ? type.GetString()! : "?");

    /// <summary>The schema and every schema in it. A property may be called like a keyword, so only places of schemas are looked at.</summary>
    private static IEnumerable<JsonElement> All(JsonElement schema) => Children(schema, withDefinitions: true).SelectMany(All).Prepend(schema);

    private static IEnumerable<JsonElement> Children(JsonElement schema, bool withDefinitions) =>
    [
        .. Maps.Where(map => withDefinitions || map is "properties" or "patternProperties").SelectMany(map => schema.Get(map).Properties()).Select(property => property.Value),
        .. Lists.SelectMany(list => schema.Get(list).Items()),
        .. Singles.Select(single => schema.Get(single)).Where(child => child.IsObject()),
    ];

    [GeneratedRegex(@"\(\?[=!<]|\\[1-9]|\\[bB]")]
    private static partial Regex HardPattern();
}
