using System.Text.RegularExpressions;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum KeywordRule : byte
{
    /// <summary>It constrains nothing that an answer could show.</summary>
    Leave,
    Keep,

    /// <summary>It cannot be enforced: the description says it instead.</summary>
    Tell,
    Type,
    Description,
    Map,
    Schema,
    Branches,
    Closed,
    Impossible,
}

/// <summary>The subset of JSON Schema that the provider enforces, keyword by keyword.</summary>
internal static partial class SchemaRules
{
    public static KeywordRule Of(JsonValue key, JsonValue value, bool hasAnyOf) => key.GetString() switch
    {
        "type" => KeywordRule.Type,
        "description" => value.IsString ? KeywordRule.Description : KeywordRule.Leave,
        "properties" or "$defs" or "definitions" => KeywordRule.Map,
        "items" => value.IsArray ? KeywordRule.Tell : KeywordRule.Schema,
        "anyOf" => KeywordRule.Branches,
        "oneOf" => hasAnyOf ? KeywordRule.Impossible : KeywordRule.Branches,
        "allOf" => HasReference(value) ? KeywordRule.Impossible : KeywordRule.Branches,
        "additionalProperties" => value.Kind == JsonKind.False ? KeywordRule.Closed : KeywordRule.Impossible,
        "enum" => AreScalars(value) ? KeywordRule.Keep : KeywordRule.Impossible,
        "required" or "const" or "default" or "title" => KeywordRule.Keep,
        "minItems" => value.TryGetInt64(out var least) && least is 0 or 1 ? KeywordRule.Keep : KeywordRule.Tell,
        "pattern" => value.IsString && IsSimple(value.GetString()) ? KeywordRule.Keep : KeywordRule.Tell,
        "format" => value.IsString && IsKnownFormat(value.GetString()) ? KeywordRule.Keep : KeywordRule.Tell,
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" or "minLength" or "maxLength" or "maxItems"
            or "uniqueItems" or "minProperties" or "maxProperties" or "prefixItems" or "additionalItems" or "if" or "then" or "else" or "not"
            or "patternProperties" or "dependentRequired" or "dependentSchemas" or "dependencies" or "unevaluatedItems" or "unevaluatedProperties"
            or "propertyNames" or "contains" or "minContains" or "maxContains" or "examples" => KeywordRule.Tell,
        _ => KeywordRule.Leave,
    };

    public static bool IsObject(JsonValue schema) =>
        schema["properties"u8].IsObject || (!schema["type"u8].IsNothing && ToolSchema.IsObjectType(schema["type"u8]));

    /// <summary>The only branch of an <c>allOf</c> that stands alone, as generators write it to hang a description on a reference.</summary>
    public static JsonValue SingleBranch(JsonValue schema)
    {
        var all = schema["allOf"u8];
        if (!all.IsArray || schema["properties"u8].IsObject || !schema["type"u8].IsNothing || schema["anyOf"u8].IsArray || schema["oneOf"u8].IsArray
            || schema["$defs"u8].IsObject || schema["definitions"u8].IsObject)
        {
            return default;
        }

        var items = all.Items;
        var single = items.MoveNext() ? items.Current : default;
        return items.MoveNext() ? default : single;
    }

    public static int CountOptional(JsonValue schema)
    {
        var count = 0;
        foreach (var _ in schema["properties"u8].Properties)
        {
            count++;
        }

        foreach (var _ in schema["required"u8].Items)
        {
            count--;
        }

        return Math.Max(0, count);
    }

    private static bool HasReference(JsonValue list)
    {
        foreach (var item in list.Items)
        {
            if (item["$ref"u8].IsString)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreScalars(JsonValue list)
    {
        foreach (var item in list.Items)
        {
            if (item.Kind >= JsonKind.Array)
            {
                return false;
            }
        }

        return list.IsArray;
    }

    private static bool IsKnownFormat(string format) =>
        format is "date-time" or "time" or "date" or "duration" or "email" or "hostname" or "uri" or "ipv4" or "ipv6" or "uuid";

    private static bool IsSimple(string pattern) => !NotSimple().IsMatch(pattern);

    // Lookaround and other groups with a question mark, references back, word boundaries.
    [GeneratedRegex(@"\(\?(?!:)|\\[1-9kbB]", RegexOptions.CultureInvariant)]
    private static partial Regex NotSimple();
}
