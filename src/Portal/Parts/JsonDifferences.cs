using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>One property that is not the same in two definitions. Null: it is not there.</summary>
public sealed record JsonDifference(string Path, string? Before, string? After);

/// <summary>Property by property, as the admin API spells it.</summary>
internal static class JsonDifferences
{
    public static IReadOnlyList<JsonDifference> Between(JsonNode? before, JsonNode? after)
    {
        var found = new List<JsonDifference>();
        Compare("", before, after, found);
        return found;
    }

    /// <summary>The array <c>differences</c> of an answer.</summary>
    public static IReadOnlyList<JsonDifference> Read(JsonNode? differences) =>
        [.. ((differences as JsonArray) ?? []).Select(one => new JsonDifference((string)one!["path"]!, Text(one["before"]), Text(one["after"])))];

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<JsonDifference> found)
    {
        switch (before, after)
        {
            case (JsonObject a, JsonObject b):
                foreach (var name in a.Select(property => property.Key).Union(b.Select(property => property.Key)))
                {
                    Compare(path.Length == 0 ? name : $"{path}.{name}", a[name], b[name], found);
                }

                break;
            case (JsonArray a, JsonArray b):
                for (var at = 0; at < Math.Max(a.Count, b.Count); at++)
                {
                    Compare($"{path}[{at}]", at < a.Count ? a[at] : null, at < b.Count ? b[at] : null, found);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                {
                    found.Add(new(path, Text(before), Text(after)));
                }

                break;
        }
    }

    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.String => (string)value!,
        _ => node.ToJsonString(Json.Indented),
    };
}
