using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>Reading of JSON that may be anything at all: what is missing or of another kind reads as absent.</summary>
public static class JsonReading
{
    /// <summary>The property; undefined when this is no object or has no such property.</summary>
    public static JsonElement Get(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Has(this JsonElement json, string name, JsonValueKind kind) => json.Get(name).ValueKind == kind;

    /// <summary>Whether the property is there and not null.</summary>
    public static bool Has(this JsonElement json, string name) => json.Get(name).IsGiven();

    public static bool IsGiven(this JsonElement json) => json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public static bool IsText(this JsonElement json) => json.ValueKind is JsonValueKind.String;

    public static bool IsObject(this JsonElement json) => json.ValueKind is JsonValueKind.Object;

    public static bool IsList(this JsonElement json) => json.ValueKind is JsonValueKind.Array;

    /// <summary>The items of a list; none when this is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json) => json.IsList() ? json.EnumerateArray() : [];

    /// <summary>The properties of an object; none when this is no object.</summary>
    public static IEnumerable<JsonProperty> Properties(this JsonElement json) => json.IsObject() ? json.EnumerateObject() : [];

    /// <summary>Every object in the value, itself included, depth first in document order.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json)
    {
        IEnumerable<JsonElement> children = json.IsObject() ? json.EnumerateObject().Select(property => property.Value) : json.Items();
        return (json.IsObject() ? [json] : Array.Empty<JsonElement>()).Concat(children.SelectMany(Objects));
    }
}
