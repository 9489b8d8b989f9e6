using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class DocumentMutationTests
{
    private static readonly byte[] Complete = Encoding.UTF8.GetBytes(Documents.Complete);

    /// <summary>What a value is replaced by: all kinds of JSON, and texts that mean something somewhere.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "1.5", "[]", "{}", "[[]]", "{\"a\":1}", "\"\"", "\"*\"", "\"..\"", "\"${\"", "\"${env:NONE}\"",
        "\"${env:LINES}\"", "\"openai\"", "\"echo\"", "\"claude\"", "\"/admin\"", "\"http://169.254.169.254\"", "\"00:00:00\"", "\"\\u0000\"",
        "{\"configured\":true}", "{\"configured\":1,\"fingerprint\":{}}",
    ];

    [Fact]
    public void Whatever_bytes_are_changed_the_reader_says_something_and_never_throws() =>
        Gen.Select(Gen.Int[0, Complete.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 4].Sample(
            edits =>
            {
                var bytes = Complete.ToList();
                foreach (var (at, value, how) in edits)
                {
                    var place = Math.Min(at, bytes.Count - 1);
                    switch (how)
                    {
                        case 0: bytes[place] = value; break;
                        case 1: bytes.Insert(place, value); break;
                        case 2: bytes.RemoveAt(place); break;
                        default: bytes.RemoveRange(place, Math.Min(value, bytes.Count - place - 1)); break;
                    }
                }

                Check([.. bytes]);
            },
            iter: 5_000);

    [Fact]
    public void Whatever_values_are_replaced_renamed_or_doubled_the_reader_says_something_and_never_throws() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, Values.Length - 1], Gen.Int[0, 2]).Array[1, 3].Sample(
            edits =>
            {
                var root = JsonNode.Parse(Complete, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
                foreach (var (at, value, how) in edits)
                {
                    var all = Inner(root).ToList();
                    if (all.Count > 0)
                    {
                        Edit(all[at % all.Count], Values[value], how);
                    }
                }

                Check(Encoding.UTF8.GetBytes(root.ToJsonString()));
            },
            iter: 5_000);

    private static void Edit(JsonNode node, string value, int how)
    {
        var replacement = JsonNode.Parse(value);
        switch (node.Parent)
        {
            case JsonObject parent when how == 0:
                parent[node.GetPropertyName()] = replacement;
                break;
            case JsonObject parent when how == 1:
                parent.Remove(node.GetPropertyName());
                break;
            case JsonObject parent:
                parent[value] = replacement;
                break;
            case JsonArray parent when how == 0:
                parent[node.GetElementIndex()] = replacement;
                break;
            case JsonArray parent when how == 1:
                parent.Remove(node);
                break;
            case JsonArray parent:
                parent.Add(node.DeepClone());
                break;
        }
    }

    private static void Check(byte[] bytes)
    {
        var reading = DocumentReader.Read(bytes, Documents.References);

        Assert.Equal(reading.IsValid, reading.Mistakes.Count == 0);
        Assert.All(reading.Mistakes, mistake => Assert.False(string.IsNullOrEmpty(mistake.Path) || string.IsNullOrEmpty(mistake.Problem)));
        Assert.All(reading.Mistakes, mistake => Assert.DoesNotContain(Documents.Canary + "-", mistake.ToString(), StringComparison.Ordinal));
        reading.Document?.Seal(Documents.Sealer, Documents.Hasher);
    }

    private static IEnumerable<JsonNode> Inner(JsonNode node)
    {
        var children = node switch
        {
            JsonObject json => json.Select(property => property.Value),
            JsonArray json => json,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Inner(child).Prepend(child));
    }
}
