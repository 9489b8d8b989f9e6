using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>A small value that keeps a JSON schema.</summary>
internal static class SampleValue
{
    internal static JsonNode? Of(JsonElement schema) => Of(schema, schema, depth: 0);

    private static JsonNode? Of(JsonElement schema, JsonElement root, int depth)
    {
        if (schema.Text("$ref") is { } reference)
        {
            var target = reference.Split('/').Skip(1).Aggregate(root, (json, step) => json.Get(step));
            return depth > 8 ? null : Of(target, root, depth + 1);
        }

        if (schema.Get("const") is { ValueKind: not JsonValueKind.Undefined } constant)
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        var choices = schema.Get("enum").Items().Concat(schema.Get("default") is { ValueKind: not JsonValueKind.Undefined } value ? [value] : []);
        foreach (var choice in choices)
        {
            return JsonNode.Parse(choice.GetRawText());
        }

        foreach (var alternative in schema.Get("anyOf").Items().Concat(schema.Get("oneOf").Items()).Concat(schema.Get("allOf").Items()))
        {
            return Of(alternative, root, depth + 1);
        }

        return TypeOf(schema) switch
        {
            "string" => Text(schema.Text("format")),
            "integer" or "number" => schema.Get("minimum").ValueKind is JsonValueKind.Number ? JsonNode.Parse(schema.Get("minimum").GetRawText()) : 1,
            "boolean" => true,
            "array" => new JsonArray(depth > 8 ? [] : [Of(schema.Get("items"), root, depth + 1)]),
            "null" => null,
            _ => Object(schema, root, depth),
        };
    }

    private static string? TypeOf(JsonElement schema) =>
        schema.Text("type") ?? schema.Get("type").Items().Select(type => type.GetString()).FirstOrDefault(type => type != "null");

    private static JsonObject Object(JsonElement schema, JsonElement root, int depth)
    {
        var required = schema.Get("required").Items().Select(name => name.GetString()).ToList();
        var sample = new JsonObject();
        foreach (var property in schema.Get("properties").Properties().Where(property => required.Count == 0 || required.Contains(property.Name)))
        {
            if (depth <= 8)
            {
                sample[property.Name] = Of(property.Value, root, depth + 1);
            }
        }

        return sample;
    }

    private static string Text(string? format) => format switch
    {
        "date" => "2030-01-01",
        "time" => "12:00:00Z",
        "date-time" => "2030-01-01T12:00:00Z",
        "email" => "someone@example.com",
        "uri" => "https://example.com/",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        _ => "sample",
    };
}
