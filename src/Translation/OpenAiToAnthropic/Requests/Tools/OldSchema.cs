using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Keywords whose meaning changed since older drafts of JSON Schema, in the form of draft 2020-12, the only one that the provider takes.</summary>
internal static class OldSchema
{
    public static bool IsIn(JsonValue value)
    {
        foreach (var (key, child) in value.Properties)
        {
            if ((key.Is("items"u8) && child.IsArray) || (IsExclusive(key) && IsBoolean(child)) || IsIn(child))
            {
                return true;
            }
        }

        foreach (var item in value.Items)
        {
            if (IsIn(item))
            {
                return true;
            }
        }

        return false;
    }

    public static void Write(JsonValue schema, PooledBuffer output)
    {
        if (!schema.IsObject)
        {
            output.Raw(schema.Raw);
            return;
        }

        output.Raw((byte)'{');
        var start = output.Length;
        WriteKeywords(schema, output, skipType: false, old: true);
        if (output.Length > start)
        {
            output.RemoveAt(start);
        }

        output.Raw((byte)'}');
    }

    /// <summary>Writes the properties of a schema, each with a comma before it.</summary>
    public static void WriteKeywords(JsonValue schema, PooledBuffer output, bool skipType, bool old, bool skipDefinitions = false)
    {
        var neighbours = old ? new Neighbours(schema) : default;
        foreach (var (key, value) in schema.Properties)
        {
            if ((skipType && key.Is("type"u8)) || (skipDefinitions && (key.Is("$defs"u8) || key.Is("definitions"u8))))
            {
                continue;
            }

            if (old)
            {
                WriteKeyword(neighbours, key, value, output);
            }
            else
            {
                Name(key.Raw, output);
                output.Raw(value.Raw);
            }
        }
    }

    public static void WriteMap(JsonValue map, PooledBuffer output, bool old)
    {
        if (!old || !map.IsObject)
        {
            output.Raw(map.Raw);
            return;
        }

        output.Raw((byte)'{');
        var first = true;
        foreach (var (key, value) in map.Properties)
        {
            output.Raw(first ? ""u8 : ","u8);
            first = false;
            output.Raw(key.Raw);
            output.Raw((byte)':');
            Write(value, output);
        }

        output.Raw((byte)'}');
    }

    private static void WriteKeyword(in Neighbours schema, JsonValue key, JsonValue value, PooledBuffer output)
    {
        if (IsExclusive(key) && IsBoolean(value))
        {
            // "minimum": 5, "exclusiveMinimum": true was what is now "exclusiveMinimum": 5.
            var bound = key.Is("exclusiveMinimum"u8) ? schema.Minimum : schema.Maximum;
            if (value.IsTrue && bound.Kind == JsonKind.Number)
            {
                Name(key.Raw, output);
                output.Raw(bound.Raw);
            }
        }
        else if ((key.Is("minimum"u8) && schema.IsAboveMinimum) || (key.Is("maximum"u8) && schema.IsBelowMaximum))
        {
            return;
        }
        else if (key.Is("items"u8) && value.IsArray)
        {
            Name("\"prefixItems\""u8, output);
            WriteList(value, output);
        }
        else if (key.Is("additionalItems"u8))
        {
            if (schema.IsTuple)
            {
                Name("\"items\""u8, output);
                Write(value, output);
            }
        }
        else
        {
            Name(key.Raw, output);
            WriteNested(key, value, output);
        }
    }

    private static void WriteNested(JsonValue key, JsonValue value, PooledBuffer output)
    {
        if (SchemaKeywords.IsMap(key))
        {
            WriteMap(value, output, old: true);
        }
        else if (SchemaKeywords.IsList(key) && value.IsArray)
        {
            WriteList(value, output);
        }
        else if (SchemaKeywords.IsSchema(key))
        {
            Write(value, output);
        }
        else
        {
            output.Raw(value.Raw);
        }
    }

    private static void WriteList(JsonValue list, PooledBuffer output)
    {
        var separator = (byte)'[';
        foreach (var item in list.Items)
        {
            output.Raw(separator);
            separator = (byte)',';
            Write(item, output);
        }

        output.Raw(separator == (byte)'[' ? "[]"u8 : "]"u8);
    }

    private static void Name(ReadOnlySpan<byte> name, PooledBuffer output)
    {
        output.Raw((byte)',');
        output.Raw(name);
        output.Raw((byte)':');
    }

    private static bool IsExclusive(JsonValue key) => key.Is("exclusiveMinimum"u8) || key.Is("exclusiveMaximum"u8);

    private static bool IsBoolean(JsonValue value) => value.Kind is JsonKind.True or JsonKind.False;

    // What keywords are read together with: asked for once, since a made-up schema can have a keyword thousands of times.
    private readonly ref struct Neighbours(JsonValue schema)
    {
        public readonly JsonValue Minimum = schema["minimum"u8];
        public readonly JsonValue Maximum = schema["maximum"u8];
        public readonly bool IsAboveMinimum = schema["exclusiveMinimum"u8].IsTrue;
        public readonly bool IsBelowMaximum = schema["exclusiveMaximum"u8].IsTrue;
        public readonly bool IsTuple = schema["items"u8].IsArray;
    }
}
