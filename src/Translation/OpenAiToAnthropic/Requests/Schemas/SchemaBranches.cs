using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// <c>anyOf</c>, <c>oneOf</c> and <c>allOf</c> at the root of a tool's schema, where the provider refuses them. Branches that are objects become
/// one object with the properties of all: looser than the original, but the model still sees every property.
/// </summary>
internal static class SchemaBranches
{
    // More than any tool has; above it, merging would cost the square.
    private const int MostProperties = 512;

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

    public static bool AreObjects(JsonValue schema)
    {
        if (SchemaKeywords.IsHuge(schema))
        {
            return false;
        }

        var properties = 0;
        foreach (var (key, list) in schema.Properties)
        {
            if (!SchemaKeywords.IsBranch(key))
            {
                continue;
            }

            foreach (var item in list.Items)
            {
                var branch = Branch(schema, item);
                if (!branch.IsObject || !IsObject(branch) || Any(branch))
                {
                    return false;
                }

                foreach (var _ in branch["properties"u8].Properties)
                {
                    properties++;
                }
            }
        }

        return properties <= MostProperties;
    }

    public static void WriteMerged(JsonValue schema, PooledBuffer output)
    {
        output.Raw("{\"type\":\"object\",\"properties\":{"u8);
        WriteProperties(Collect(schema), output);
        output.Raw((byte)'}');
        WriteRequired(schema, output);
        foreach (var (key, value) in schema.Properties)
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

    private static JsonValue Branch(JsonValue schema, JsonValue item)
    {
        var reference = item["$ref"u8];
        return reference.IsString ? SchemaReference.Resolve(schema, reference) : item;
    }

    private static List<(JsonValue Name, List<JsonValue> Schemas)> Collect(JsonValue schema)
    {
        var all = new List<(JsonValue, List<JsonValue>)>();
        AddProperties(all, schema);
        foreach (var (key, list) in schema.Properties)
        {
            if (SchemaKeywords.IsBranch(key))
            {
                foreach (var item in list.Items)
                {
                    AddProperties(all, Branch(schema, item));
                }
            }
        }

        return all;
    }

    private static void AddProperties(List<(JsonValue Name, List<JsonValue> Schemas)> all, JsonValue schema)
    {
        foreach (var (key, value) in schema["properties"u8].Properties)
        {
            var known = all.Find(entry => entry.Name.SaysSameAs(key)).Schemas;
            if (known is null)
            {
                all.Add((key, [value]));
            }
            else if (!known.Exists(other => other.Raw.SequenceEqual(value.Raw)))
            {
                known.Add(value);
            }
        }
    }

    private static void WriteProperties(List<(JsonValue Name, List<JsonValue> Schemas)> all, PooledBuffer output)
    {
        var first = true;
        foreach (var (name, schemas) in all)
        {
            output.Raw(first ? ""u8 : ","u8);
            first = false;
            output.Raw(name.Raw);
            output.Raw((byte)':');
            if (schemas.Count == 1)
            {
                OldSchema.Write(schemas[0], output);
                continue;
            }

            for (var i = 0; i < schemas.Count; i++)
            {
                output.Raw(i == 0 ? "{\"anyOf\":["u8 : ","u8);
                OldSchema.Write(schemas[i], output);
            }

            output.Raw("]}"u8);
        }
    }

    // What the root and every branch of allOf require; of the alternatives, only what all of them require.
    private static void WriteRequired(JsonValue schema, PooledBuffer output)
    {
        var required = Names(schema);
        foreach (var (key, list) in schema.Properties)
        {
            if (key.Is("allOf"u8))
            {
                foreach (var item in list.Items)
                {
                    required.AddRange(Names(Branch(schema, item)));
                }
            }
            else if (SchemaKeywords.IsBranch(key))
            {
                required.AddRange(Common(schema, list));
            }
        }

        var separator = ",\"required\":["u8;
        foreach (var name in required.Distinct())
        {
            output.Raw(separator);
            separator = ","u8;
            output.Raw((byte)'"');
            JsonText.Encode(System.Text.Encoding.UTF8.GetBytes(name), output);
            output.Raw((byte)'"');
        }

        output.Raw(separator.Length == 1 ? "]"u8 : ""u8);
    }

    private static List<string> Names(JsonValue schema)
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

    private static List<string> Common(JsonValue schema, JsonValue alternatives)
    {
        List<string>? common = null;
        foreach (var item in alternatives.Items)
        {
            var names = Names(Branch(schema, item)).ToHashSet();
            common = common is null ? [.. names] : common.FindAll(names.Contains);
        }

        return common ?? [];
    }
}
