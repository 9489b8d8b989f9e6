using System.Collections.Frozen;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// The words of JSON schemas and of parameters, which say nothing by themselves. They are left out where they stand for themselves, and whatever
/// else stands in their place is judged.
/// </summary>
internal static class ProtocolWords
{
    /// <summary>No word is longer, in characters.</summary>
    public const int Longest = 32;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = Set(
        "$schema $id $ref $defs $anchor $comment $dynamicRef $dynamicAnchor $vocabulary definitions type format title description default examples example",
        "enum const properties required additionalProperties patternProperties propertyNames unevaluatedProperties minProperties maxProperties",
        "dependentRequired dependentSchemas dependencies items prefixItems additionalItems unevaluatedItems contains minContains maxContains minItems maxItems uniqueItems",
        "minLength maxLength pattern contentEncoding contentMediaType contentSchema minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
        "allOf anyOf oneOf not if then else nullable readOnly writeOnly deprecated discriminator",
        "function name parameters strict json_schema schema input_schema json custom grammar definition syntax effort cache_control ttl");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Values = Set(
        "string number integer boolean array object null",
        "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference uri-template uuid regex",
        "json-pointer relative-json-pointer int32 int64 float double decimal byte binary password",
        "function custom grammar text json_object json_schema ephemeral",
        "auto none minimal low medium high xhigh max concise detailed");

    /// <summary>Whether the reader stands on the name of something in a schema, or in what holds one, that has this name everywhere.</summary>
    public static bool IsName(in Utf8JsonReader reader)
    {
        Span<char> letters = stackalloc char[Longest];
        return Names.Contains(Read(reader, letters));
    }

    /// <summary>Whether the reader stands on a string that is the name of a type, a format or a degree.</summary>
    public static bool IsValue(in Utf8JsonReader reader)
    {
        Span<char> letters = stackalloc char[Longest];
        return Values.Contains(Read(reader, letters));
    }

    /// <summary>A name or a string; empty where it is too long for a word or written with escapes.</summary>
    public static ReadOnlySpan<char> Read(in Utf8JsonReader reader, Span<char> letters) =>
        reader.ValueIsEscaped || reader.ValueSpan.Length > Longest ? [] : letters[..reader.CopyString(letters)];

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(params string[] lines) =>
        lines.SelectMany(line => line.Split(' ')).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
