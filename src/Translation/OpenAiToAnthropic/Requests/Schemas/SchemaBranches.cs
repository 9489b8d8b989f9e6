using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// <c>anyOf</c>, <c>oneOf</c> and <c>allOf</c> at the root of a tool's schema, where the provider refuses them. Branches that are objects become
/// one object with the properties of all: looser than the original, but the model still sees every property.
/// </summary>
internal sealed class SchemaBranches
{
    // Properties and required names of the root and of all branches: more than any tool has.
    private const int MostNames = 1_024;

    private readonly JsonValue _schema;
    private readonly SchemaReferences _references;

    // Where a keyword stands twice, the last one counts.
    private readonly JsonValue _all;
    private readonly JsonValue[] _lists;

    private SchemaBranches(JsonValue schema)
    {
        _schema = schema;
        _references = new SchemaReferences(schema);
        _all = schema["allOf"u8];
        _lists = [_all, schema["anyOf"u8], schema["oneOf"u8]];
        Array.Sort(_lists, (a, b) => a.Index.CompareTo(b.Index));
    }

    public static bool Any(JsonValue schema)
    {
        foreach (var (key, value) in schema.Properties)
        {
            if (SchemaKeywords.IsBranch(key) && value.IsArray)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the branches are objects, and few enough to be merged.</summary>
    public static bool AreObjects(Draft draft, JsonValue schema) => draft.Schemas.TryRebuild(schema) && new SchemaBranches(schema).AreObjects();

    public static void WriteMerged(JsonValue schema, PooledBuffer output) => new SchemaBranches(schema).WriteMerged(output);

    private bool AreObjects()
    {
        var names = CountNames(_schema);
        var length = 0L;
        foreach (var branch in Branches(_lists))
        {
            if (!branch.IsObject || !IsObject(branch) || Any(branch))
            {
                return false;
            }

            names += CountNames(branch);
            length += branch.Raw.Length;
        }

        // Branches that stand inside of one another would be written once for each that they are in.
        return names <= MostNames && length <= _schema.Raw.Length;
    }

    private void WriteMerged(PooledBuffer output)
    {
        output.Raw("{\"type\":\"object\",\"properties\":{"u8);
        WriteProperties(output);
        output.Raw((byte)'}');
        WriteRequired(output);
        foreach (var (key, value) in _schema.Properties)
        {
            if (!SchemaKeywords.IsBranch(key) && !key.Is("type"u8) && !key.Is("properties"u8) && !key.Is("required"u8))
            {
                output.Raw((byte)',');
                output.Raw(key.Raw);
                output.Raw((byte)':');
                OldSchema.WriteMap(value, output, SchemaKeywords.IsMap(key));
            }
        }

        output.Raw((byte)'}');
    }

    // A branch without a type that only narrows an object ("required") is one too.
    private static bool IsObject(JsonValue branch) =>
        branch["type"u8].IsNothing
            ? branch["properties"u8].IsObject || branch["required"u8].IsArray
            : ToolSchema.IsObjectType(branch["type"u8]);

    private static int CountNames(JsonValue schema)
    {
        var count = 0;
        foreach (var _ in schema["properties"u8].Properties)
        {
            count++;
        }

        foreach (var _ in schema["required"u8].Items)
        {
            count++;
        }

        return count;
    }

    // Each once, however often it is referred to.
    private List<JsonValue> Branches(params ReadOnlySpan<JsonValue> lists)
    {
        var branches = new List<JsonValue>();
        var seen = new HashSet<int>();
        foreach (var list in lists)
        {
            foreach (var item in list.Items)
            {
                var reference = item["$ref"u8];
                var branch = reference.IsString ? _references.Resolve(reference) : item;
                if (seen.Add(branch.Index))
                {
                    branches.Add(branch);
                }
            }
        }

        return branches;
    }

    // By name, in the client's order; of each its different schemas, by their text.
    private OrderedDictionary<string, OrderedDictionary<string, JsonValue>> Properties()
    {
        var all = new OrderedDictionary<string, OrderedDictionary<string, JsonValue>>();
        foreach (var owner in Branches(_lists).Prepend(_schema))
        {
            foreach (var (key, value) in owner["properties"u8].Properties)
            {
                var name = key.GetString();
                if (!all.TryGetValue(name, out var schemas))
                {
                    all.Add(name, schemas = []);
                }

                schemas.TryAdd(Encoding.UTF8.GetString(value.Raw), value);
            }
        }

        return all;
    }

    private void WriteProperties(PooledBuffer output)
    {
        var first = true;
        foreach (var (name, schemas) in Properties())
        {
            output.Raw(first ? ""u8 : ","u8);
            first = false;
            WriteName(name, output);
            output.Raw((byte)':');
            var separator = schemas.Count == 1 ? ""u8 : "{\"anyOf\":["u8;
            foreach (var schema in schemas.Values)
            {
                output.Raw(separator);
                separator = ","u8;
                OldSchema.Write(schema, output);
            }

            output.Raw(schemas.Count == 1 ? ""u8 : "]}"u8);
        }
    }

    // What the root and every branch of allOf require; of the alternatives, only what all of them require.
    private void WriteRequired(PooledBuffer output)
    {
        var required = Required(_schema);
        foreach (var list in _lists)
        {
            required.AddRange(list.Index == _all.Index ? Branches(list).SelectMany(Required) : Common(list));
        }

        var separator = ",\"required\":["u8;
        foreach (var name in required.Distinct())
        {
            output.Raw(separator);
            separator = ","u8;
            WriteName(name, output);
        }

        output.Raw(separator.Length == 1 ? "]"u8 : ""u8);
    }

    private static void WriteName(string name, PooledBuffer output)
    {
        output.Raw((byte)'"');
        JsonText.Encode(Encoding.UTF8.GetBytes(name), output);
        output.Raw((byte)'"');
    }

    private static List<string> Required(JsonValue schema)
    {
        var names = new List<string>();
        foreach (var item in schema["required"u8].Items)
        {
            if (item.IsString)
            {
                names.Add(item.GetString());
            }
        }

        return names;
    }

    private List<string> Common(JsonValue alternatives)
    {
        List<string>? common = null;
        foreach (var branch in Branches(alternatives))
        {
            var names = Required(branch);
            common = common is null ? names : common.FindAll(names.ToHashSet().Contains);
            if (common.Count == 0)
            {
                break;
            }
        }

        return common ?? [];
    }
}
