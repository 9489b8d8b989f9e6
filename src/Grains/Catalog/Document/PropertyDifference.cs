using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>One property that two definitions do not share, with both values. Secrets are what the writer makes of them: references or masks.</summary>
/// <param name="Path">Within the definition; empty for the definition itself.</param>
/// <param name="Before">Undefined when only the other side has it.</param>
public sealed record PropertyDifference(string Path, JsonElement Before, JsonElement After)
{
    /// <summary>In order of the paths. Lists of different lengths are one difference.</summary>
    public static IReadOnlyList<PropertyDifference> Between(JsonElement before, JsonElement after)
    {
        var differences = new List<PropertyDifference>();
        Compare("", before, after, differences);
        return [.. differences.OrderBy(difference => difference.Path, StringComparer.Ordinal)];
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<PropertyDifference> differences)
    {
        if (IsOpen(before) && IsOpen(after))
        {
            foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(property => property.Name).Distinct(StringComparer.Ordinal))
            {
                Compare(DocumentPath.Property(path, name), Find(before, name), Find(after, name), differences);
            }
        }
        else if (before.ValueKind is JsonValueKind.Array && after.ValueKind is JsonValueKind.Array && before.GetArrayLength() == after.GetArrayLength())
        {
            for (var at = 0; at < before.GetArrayLength(); at++)
            {
                Compare(DocumentPath.Item(path, at), before[at], after[at], differences);
            }
        }
        else if (before.ValueKind != after.ValueKind || !JsonElement.DeepEquals(before, after))
        {
            differences.Add(new(path, before, after));
        }
    }

    private static JsonElement Find(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : default;

    // The mask of a secret is one value.
    private static bool IsOpen(JsonElement json) => json.ValueKind is JsonValueKind.Object && !json.TryGetProperty("configured", out _);
}
