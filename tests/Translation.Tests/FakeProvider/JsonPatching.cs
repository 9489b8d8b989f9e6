using System.Text.Json.Nodes;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

/// <summary>Small changes to a JSON document: <c>a.0.b = value</c> sets, <c>a.b = -</c> removes; several are separated by <c> ;; </c>.</summary>
internal static class JsonPatching
{
    internal static string Patch(string json, string changes)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var change in changes.Split(" ;; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, value) = (change[..change.IndexOf(" = ", StringComparison.Ordinal)].Trim(), change[(change.IndexOf(" = ", StringComparison.Ordinal) + 3)..].Trim());
            var steps = path.Split('.');
            var parent = steps[..^1].Aggregate(root, (node, step) => (int.TryParse(step, out var index) ? node[index] : node[step])!);
            Set(parent, steps[^1], value);
        }

        return root.ToJsonString();
    }

    private static void Set(JsonNode parent, string step, string value)
    {
        var node = value == "-" ? null : JsonNode.Parse(value);
        switch (parent)
        {
            case JsonObject when value == "-":
                parent.AsObject().Remove(step);
                break;
            case JsonArray list when value == "-":
                list.RemoveAt(int.Parse(step, null));
                break;
            case JsonArray list when int.Parse(step, null) == list.Count:
                list.Add(node);
                break;
            case JsonArray list:
                list[int.Parse(step, null)] = node;
                break;
            default:
                parent[step] = node;
                break;
        }
    }
}
