using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <param name="Path">Where, for example <c>apis.llm.aliases.gpt.targets[0].weight</c>. Values are never shown.</param>
public sealed record DocumentDifference(string Path, DifferenceKind Kind)
{
    /// <summary>What the document says otherwise than the store, in order of the paths.</summary>
    /// <remarks>Secrets count as equal when they are the same reference or have the same fingerprint, keys when they have the same hash.</remarks>
    public static IReadOnlyList<DocumentDifference> Between(GatewayDocument document, CatalogSnapshot snapshot, KeyHasher hasher, ISecretSealer sealer)
    {
        ArgumentNullException.ThrowIfNull(document);
        var stored = DocumentDefinitions.Of(snapshot);
        var written = document.Seal(sealer, hasher, stored);
        var differences = new List<DocumentDifference>();
        Compare("", Json(written), Json(stored), differences);
        CompareKeys(written, stored, differences);
        return differences.DistinctBy(difference => difference.Path).OrderBy(difference => difference.Path, StringComparer.Ordinal).ToList();
    }

    public override string ToString() => $"{Path} ({Kind.ToString().ToLowerInvariant()})";

    private static JsonElement Json(DocumentDefinitions definitions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        DocumentWriter.Write(buffer, definitions);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Compare(string path, JsonElement document, JsonElement store, List<DocumentDifference> differences)
    {
        if (IsOpen(document) && IsOpen(store))
        {
            foreach (var (name, written, stored) in Sides(document, store))
            {
                var inner = DocumentPath.Property(path, name);
                if (written is { } a && stored is { } b)
                {
                    Compare(inner, a, b, differences);
                }
                else
                {
                    differences.Add(new DocumentDifference(inner, written is null ? DifferenceKind.Removed : DifferenceKind.Added));
                }
            }
        }
        else if (document.ValueKind is JsonValueKind.Array && store.ValueKind is JsonValueKind.Array && document.GetArrayLength() == store.GetArrayLength())
        {
            for (var at = 0; at < document.GetArrayLength(); at++)
            {
                Compare(DocumentPath.Item(path, at), document[at], store[at], differences);
            }
        }
        else if (!JsonElement.DeepEquals(document, store))
        {
            differences.Add(new DocumentDifference(path, DifferenceKind.Changed));
        }
    }

    // The mask of a secret is one value.
    private static bool IsOpen(JsonElement json) =>
        json.ValueKind is JsonValueKind.Object && !(json.TryGetProperty("configured", out var mask) && mask.ValueKind is JsonValueKind.True);

    private static IEnumerable<(string Name, JsonElement? Document, JsonElement? Store)> Sides(JsonElement document, JsonElement store) =>
        document.EnumerateObject().Concat(store.EnumerateObject()).Select(property => property.Name).Distinct(StringComparer.Ordinal)
            .Select(name => (name, Find(document, name), Find(store, name)));

    private static JsonElement? Find(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : null;

    // The JSON shows the beginnings of hashes only.
    private static void CompareKeys(DocumentDefinitions document, DocumentDefinitions store, List<DocumentDifference> differences)
    {
        foreach (var (name, subscription) in document.Subscriptions)
        {
            if (store.Subscriptions.TryGetValue(name, out var stored) && stored.KeyHashes.Count == subscription.KeyHashes.Count)
            {
                for (var at = 0; at < stored.KeyHashes.Count; at++)
                {
                    if (stored.KeyHashes[at] != subscription.KeyHashes[at])
                    {
                        var keys = DocumentPath.Property(DocumentPath.Property(DocumentPath.Property("", "subscriptions"), name), "keys");
                        differences.Add(new DocumentDifference(DocumentPath.Item(keys, at), DifferenceKind.Changed));
                    }
                }
            }
        }
    }
}

/// <summary>As seen from the store: what applying the document would do.</summary>
public enum DifferenceKind
{
    /// <summary>Only the document has it.</summary>
    Added,

    /// <summary>Only the store has it.</summary>
    Removed,

    /// <summary>Both have it, with different values.</summary>
    Changed,
}
