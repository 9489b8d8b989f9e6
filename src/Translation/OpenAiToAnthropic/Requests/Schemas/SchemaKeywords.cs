using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Which keywords of JSON Schema hold schemas.</summary>
internal static class SchemaKeywords
{
    /// <summary>An object whose values are schemas.</summary>
    public static bool IsMap(JsonValue key) =>
        key.Is("properties"u8) || IsDefinitions(key) || key.Is("patternProperties"u8) || key.Is("dependentSchemas"u8);

    /// <summary>An array of schemas.</summary>
    public static bool IsList(JsonValue key) => IsBranch(key) || key.Is("prefixItems"u8);

    /// <summary>One schema.</summary>
    public static bool IsSchema(JsonValue key) =>
        key.Is("items"u8) || key.Is("additionalProperties"u8) || key.Is("contains"u8) || key.Is("not"u8) || key.Is("if"u8) || key.Is("then"u8)
        || key.Is("else"u8) || key.Is("propertyNames"u8) || key.Is("unevaluatedItems"u8) || key.Is("unevaluatedProperties"u8);

    public static bool IsDefinitions(JsonValue key) => key.Is("$defs"u8) || key.Is("definitions"u8);

    public static bool IsBranch(JsonValue key) => key.Is("anyOf"u8) || key.Is("oneOf"u8) || key.Is("allOf"u8);
}
