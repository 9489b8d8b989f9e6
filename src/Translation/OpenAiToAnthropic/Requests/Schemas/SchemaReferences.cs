using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Local references of one JSON schema: <c>#/$defs/Name</c>. An object that they lead through is read once, and not once for each of them.
/// </summary>
internal sealed class SchemaReferences(JsonValue root)
{
    // What no schema written for a model needs, and what keeps a made-up one from costing minutes.
    private const int MostReferences = 2_000;
    private const int LongestChain = 64;

    private readonly Dictionary<int, Dictionary<string, JsonValue>> _objects = [];
    private readonly HashSet<int> _done = [];
    private readonly HashSet<int> _open = [];
    private int _references;

    /// <summary>The schema that a reference names; missing when it is not in this document.</summary>
    public JsonValue Resolve(JsonValue reference)
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
            if (!Properties(at).TryGetValue(Uri.UnescapeDataString(name), out at))
            {
                return default;
            }
        }

        return at;
    }

    /// <summary>Whether every reference leads somewhere in this document and none leads back to itself.</summary>
    public bool AreSound() => Into(root, 0);

    private Dictionary<string, JsonValue> Properties(JsonValue owner)
    {
        if (!_objects.TryGetValue(owner.Index, out var properties))
        {
            _objects.Add(owner.Index, properties = []);
            foreach (var (key, value) in owner.Properties)
            {
                properties[key.GetString()] = value;
            }
        }

        return properties;
    }

    private bool Into(JsonValue value, int chain)
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
        var target = Resolve(reference);
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
