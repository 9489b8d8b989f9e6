using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>The properties of a definition for which a form has no fields, as JSON that can be edited: nothing that a document can say is out of reach.</summary>
/// <param name="shown">The properties that have fields.</param>
public sealed class RestOfJson(JsonObject? definition, IReadOnlyCollection<string> shown)
{
    public string Text { get; set; } = Write(definition, shown);

    public string? Mistake => Read() is not { } rest ? "What has no field is not a JSON object."
        : rest.Select(property => property.Key).FirstOrDefault(shown.Contains) is { } twice ? $"'{twice}' has a field of its own; take it out of the JSON."
        : null;

    /// <summary>What is there, with the properties that have no field replaced. Only without a <see cref="Mistake"/>.</summary>
    public JsonObject Merge(JsonObject? before)
    {
        var merged = before?.DeepClone().AsObject() ?? [];
        var rest = Read() ?? [];
        foreach (var name in merged.Select(property => property.Key).Where(name => !shown.Contains(name) && !rest.ContainsKey(name)).ToList())
        {
            merged.Remove(name);
        }

        foreach (var (name, value) in rest)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static string Write(JsonObject? definition, IReadOnlyCollection<string> shown)
    {
        var rest = definition?.DeepClone().AsObject() ?? [];
        foreach (var name in shown)
        {
            rest.Remove(name);
        }

        return rest.Count == 0 ? "" : rest.ToJsonString(Json.Indented);
    }

    private JsonObject? Read()
    {
        try
        {
            return string.IsNullOrWhiteSpace(Text) ? [] : JsonNode.Parse(Text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
