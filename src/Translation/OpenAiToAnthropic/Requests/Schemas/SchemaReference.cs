using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Local references of JSON Schema: <c>#/$defs/Name</c>.</summary>
internal static class SchemaReference
{
    // What no schema written for a model needs, and what keeps a made-up one from costing minutes.
    private const int MostReferences = 2_000;
    private const int LongestChain = 64;

    /// <summary>The schema that a reference names; missing when it is not in this document.</summary>
    public static JsonValue Resolve(JsonValue root, JsonValue reference)
    {
        var pointer = reference.GetString();
        if (pointer == "#")
        {
            return root;
        }

        if (!pointer.StartsWith("#/", StringComparison.Ordinal))
        {
            return default;
        }

        var at = root;
        foreach (var step in pointer[2..].Split('/'))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at[Encoding.UTF8.GetBytes(Uri.UnescapeDataString(name))];
        }

        return at;
    }

    /// <summary>Whether every reference leads somewhere in this document and none leads back to itself.</summary>
    public static bool AreSound(JsonValue root)
    {
        var walk = new Walk(root);
        return walk.Into(root, 0);
    }

    private sealed class Walk(JsonValue root)
    {
        private readonly HashSet<int> _done = [];
        private readonly HashSet<int> _open = [];
        private int _references;

        public bool Into(JsonValue value, int chain)
        {
            foreach (var (key, child) in value.Properties)
            {
                var isReference = child.IsString && key.Is("$ref"u8);
                if (isReference ? !Follow(child, chain) : !Into(child, chain))
                {
                    return false;
                }
            }

            foreach (var item in value.Items)
            {
                if (!Into(item, chain))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Follow(JsonValue reference, int chain)
        {
            var target = Resolve(root, reference);
            if (target.IsMissing || target.Index == root.Index || chain == LongestChain || ++_references > MostReferences)
            {
                return false;
            }

            if (_done.Contains(target.Index))
            {
                return true;
            }

            if (!_open.Add(target.Index) || !Into(target, chain + 1))
            {
                return false;
            }

            _open.Remove(target.Index);
            return _done.Add(target.Index);
        }
    }
}
