using System.Text.Json;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>Property by property: <c>[ { "path": "targets[0].weight", "before": 90, "after": 10 } ]</c>.</summary>
internal static class Differences
{
    public static void Write(Utf8JsonWriter json, JsonElement before, JsonElement after)
    {
        json.WriteStartArray();
        foreach (var difference in PropertyDifference.Between(before, after))
        {
            json.WriteStartObject();
            json.WriteString("path"u8, difference.Path);
            Write(json, "before"u8, difference.Before);
            Write(json, "after"u8, difference.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> property, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Undefined)
        {
            json.WritePropertyName(property);
            value.WriteTo(json);
        }
    }
}
