using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>What a document would do to the store: object by object, property by property. Secrets are references or masks.</summary>
internal static class DocumentPlan
{
    public static void Write(Utf8JsonWriter json, CatalogSnapshot stored, DocumentChanges changes, DocumentDefinitions wanted)
    {
        var current = DocumentDefinitions.Of(stored);
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, stored.Epoch);
        json.WriteStartArray("changes"u8);
        Write(json, "backends", changes.Backends, current.Backends, wanted.Backends, DocumentWriter.WriteBackend);
        Write(json, "apis", changes.Apis, current.Apis, wanted.Apis, (writer, api) => DocumentWriter.WriteApi(writer, api));
        Write(json, "aliases", changes.Aliases, current.Aliases, wanted.Aliases, DocumentWriter.WriteAlias);
        Write(json, "products", changes.Products, current.Products, wanted.Products, DocumentWriter.WriteProduct);
        Write(json, "subscriptions", changes.Subscriptions, current.Subscriptions, wanted.Subscriptions, DocumentWriter.WriteSubscription);
        if (changes.Metrics is { } metrics)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "metrics");
            json.WriteString("action"u8, "update");
            json.WritePropertyName("differences"u8);
            Differences.Write(json, Json(current.Metrics ?? new(), DocumentWriter.WriteMetrics), Json(metrics, DocumentWriter.WriteMetrics));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write<T>(
        Utf8JsonWriter json,
        string section,
        IReadOnlyDictionary<string, T?> changes,
        IReadOnlyDictionary<string, T> current,
        IReadOnlyDictionary<string, T> wanted,
        Action<Utf8JsonWriter, T> write)
        where T : class
    {
        foreach (var name in changes.Keys.Order(StringComparer.Ordinal))
        {
            var (before, after) = (current.GetValueOrDefault(name), wanted.GetValueOrDefault(name));
            json.WriteStartObject();
            json.WriteString("object"u8, section is "aliases" ? AliasPath(name) : $"{section}/{name}");
            json.WriteString("action"u8, before is null ? "create" : after is null ? "delete" : "update");
            if (before is not null && after is not null)
            {
                json.WritePropertyName("differences"u8);
                Differences.Write(json, Json(before, write), Json(after, write));
            }
            else
            {
                json.WritePropertyName(before is null ? "after"u8 : "before"u8);
                write(json, (after ?? before)!);
            }

            json.WriteEndObject();
        }
    }

    private static JsonElement Json<T>(T value, Action<Utf8JsonWriter, T> write) => JsonBytes.Element(JsonBytes.Of(json => write(json, value)));

    private static string AliasPath(string key)
    {
        var (api, alias) = AliasKey.Split(key);
        return $"apis/{api}/aliases/{alias}";
    }
}
