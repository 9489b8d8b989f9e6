using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>The part of JSON Schema 2020-12 that the document's schema uses. Any other keyword fails the test that meets it.</summary>
internal static class SchemaCheck
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static bool IsJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return document.RootElement.GetRawText().Contains("\\ud800", StringComparison.Ordinal) is false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static List<string> Problems(JsonElement schema, string json)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        var problems = new List<string>();
        Check(schema, schema, document.RootElement, "", problems);
        return problems;
    }

    /// <summary>The root of the repository, seen from where this file was compiled, or from where the tests run.</summary>
    public static string Root([CallerFilePath] string file = "")
    {
        foreach (var start in new[] { Path.GetDirectoryName(file), AppContext.BaseDirectory })
        {
            for (var directory = start; directory is not null; directory = Path.GetDirectoryName(directory))
            {
                if (File.Exists(Path.Combine(directory, "Orleans.Gateway.sln")))
                {
                    return directory;
                }
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Holds(root, schema, keyword, value, path, problems))
            {
                problems.Add($"{path}: {keyword.Name}");
            }
        }
    }

    private static bool Holds(JsonElement root, JsonElement schema, JsonProperty keyword, JsonElement value, string path, List<string> problems)
    {
        var rule = keyword.Value;
        var (isObject, isArray, isText) = (value.ValueKind is JsonValueKind.Object, value.ValueKind is JsonValueKind.Array, value.ValueKind is JsonValueKind.String);
        switch (keyword.Name)
        {
            case "$schema" or "$defs" or "title" or "description" or "then" or "else":
                return true;
            case "type":
                return (rule.ValueKind is JsonValueKind.Array ? rule.EnumerateArray().ToArray() : [rule]).Any(type => IsOf(type.GetString()!, value));
            case "$ref":
                Check(root, root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value, path, problems);
                return true;
            case "enum":
                return rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value));
            case "maxProperties":
                return !isObject || value.EnumerateObject().Count() <= rule.GetInt32();
            case "required":
                return !isObject || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "properties":
                foreach (var property in isObject ? rule.EnumerateObject().ToArray() : [])
                {
                    if (value.TryGetProperty(property.Name, out var inner))
                    {
                        Check(root, property.Value, inner, $"{path}/{property.Name}", problems);
                    }
                }

                return true;
            case "additionalProperties":
                foreach (var property in isObject ? value.EnumerateObject().Where(property => !IsNamed(schema, property.Name)).ToArray() : [])
                {
                    if (rule.ValueKind is JsonValueKind.False)
                    {
                        return false;
                    }

                    Check(root, rule, property.Value, $"{path}/{property.Name}", problems);
                }

                return true;
            case "propertyNames":
                foreach (var property in isObject ? value.EnumerateObject().ToArray() : [])
                {
                    Check(root, rule, JsonSerializer.SerializeToElement(property.Name), $"{path}/{property.Name}", problems);
                }

                return true;
            case "items":
                foreach (var item in isArray ? value.EnumerateArray().ToArray() : [])
                {
                    Check(root, rule, item, $"{path}/[]", problems);
                }

                return true;
            case "oneOf":
                return rule.EnumerateArray().Count(choice => Fits(root, choice, value)) == 1;
            case "anyOf":
                return rule.EnumerateArray().Any(choice => Fits(root, choice, value));
            case "dependentRequired":
                return !isObject || rule.EnumerateObject().All(entry =>
                    !value.TryGetProperty(entry.Name, out _) || entry.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)));
            case "allOf":
                foreach (var part in rule.EnumerateArray())
                {
                    Check(root, part, value, path, problems);
                }

                return true;
            case "if":
                if (schema.TryGetProperty(Fits(root, rule, value) ? "then" : "else", out var branch))
                {
                    Check(root, branch, value, path, problems);
                }

                return true;
            case "pattern":
                return !isText || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ECMAScript);
            case "minLength":
                return !isText || value.GetString()!.EnumerateRunes().Count() >= rule.GetInt32();
            case "maxLength":
                return !isText || value.GetString()!.EnumerateRunes().Count() <= rule.GetInt32();
            case "minItems":
                return !isArray || value.GetArrayLength() >= rule.GetInt32();
            case "maxItems":
                return !isArray || value.GetArrayLength() <= rule.GetInt32();
            case "minProperties":
                return !isObject || value.EnumerateObject().Count() >= rule.GetInt32();
            case "uniqueItems":
                return !isArray || value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength();
            case "minimum":
                return value.ValueKind is not JsonValueKind.Number || value.GetDouble() >= rule.GetDouble();
            case "maximum":
                return value.ValueKind is not JsonValueKind.Number || value.GetDouble() <= rule.GetDouble();
            default:
                throw new NotSupportedException($"{path}: the keyword {keyword.Name} is not checked here. Add it.");
        }
    }

    private static bool Fits(JsonElement root, JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(root, schema, value, "", problems);
        return problems.Count == 0;
    }

    private static bool IsNamed(JsonElement schema, string property) =>
        schema.TryGetProperty("properties", out var named) && named.TryGetProperty(property, out _);

    private static bool IsOf(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type is "object",
        JsonValueKind.Array => type is "array",
        JsonValueKind.String => type is "string",
        JsonValueKind.Null => type is "null",
        JsonValueKind.True or JsonValueKind.False => type is "boolean",
        _ => type is "number" || (type is "integer" && Math.Abs(value.GetDouble() % 1) < double.Epsilon),
    };
}
