using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum SchemaShape : byte
{
    /// <summary>An object, or nothing that says otherwise.</summary>
    Object,

    /// <summary>Branches at the root, which the provider refuses, that are all objects: their properties are merged.</summary>
    Merged,

    /// <summary>No object: it becomes the property <c>value</c> of one.</summary>
    Wrapped,
}

/// <summary>
/// Writes a tool's parameters as <c>input_schema</c>: every keyword is kept, only what the provider refuses at the root is rebuilt, and
/// keywords that an older draft of JSON Schema spelled otherwise get their present form.
/// </summary>
internal static class ToolSchema
{
    public static SchemaShape ShapeOf(Draft draft, JsonValue schema)
    {
        if (!schema.IsObject)
        {
            return SchemaShape.Object;
        }

        if (!IsObjectType(schema["type"u8]))
        {
            return SchemaShape.Wrapped;
        }

        return !SchemaBranches.Any(schema) ? SchemaShape.Object
            : SchemaBranches.AreObjects(draft, schema) ? SchemaShape.Merged
            : SchemaShape.Wrapped;
    }

    public static void Write(Draft draft, JsonValue schema, SchemaShape shape, PooledBuffer output)
    {
        if (!schema.IsObject || schema.IsEmptyContainer)
        {
            output.Raw("{\"type\":\"object\",\"properties\":{}}"u8);
            return;
        }

        switch (shape)
        {
            case SchemaShape.Merged:
                SchemaBranches.WriteMerged(schema, output);
                break;
            case SchemaShape.Wrapped:
                WriteWrapped(draft, schema, output);
                break;
            default:
                WriteObject(draft, schema, output);
                break;
        }
    }

    /// <summary>Whether a type is, or may be, object.</summary>
    public static bool IsObjectType(JsonValue type)
    {
        if (type.IsNothing || type.Is("object"u8))
        {
            return true;
        }

        var isObject = false;
        foreach (var item in type.Items)
        {
            if (item.Is("object"u8))
            {
                isObject = true;
            }
            else if (!item.Is("null"u8))
            {
                return false;
            }
        }

        return isObject;
    }

    private static void WriteObject(Draft draft, JsonValue schema, PooledBuffer output)
    {
        var type = schema["type"u8];
        var old = OldSchema.IsIn(schema) && draft.Schemas.TryRebuild(schema);
        if (type.Is("object"u8) && !old)
        {
            output.Raw(schema.Raw);
            return;
        }

        output.Raw("{\"type\":\"object\""u8);
        OldSchema.WriteKeywords(schema, output, skipType: true, old);
        output.Raw((byte)'}');
    }

    // Definitions stay at the root, where references look for them.
    private static void WriteWrapped(Draft draft, JsonValue schema, PooledBuffer output)
    {
        output.Raw("{\"type\":\"object\",\"properties\":{\"value\":{"u8);
        var old = OldSchema.IsIn(schema) && draft.Schemas.TryRebuild(schema);
        var start = output.Length;
        OldSchema.WriteKeywords(schema, output, skipType: false, old, skipDefinitions: true);
        DropFirstComma(output, start);
        output.Raw("}},\"required\":[\"value\"]"u8);
        foreach (var (key, value) in schema.Properties)
        {
            if (key.Is("$defs"u8) || key.Is("definitions"u8))
            {
                output.Raw((byte)',');
                output.Raw(key.Raw);
                output.Raw((byte)':');
                OldSchema.WriteMap(value, output, old);
            }
        }

        output.Raw((byte)'}');
    }

    private static void DropFirstComma(PooledBuffer output, int start)
    {
        if (output.Length > start)
        {
            output.RemoveAt(start);
        }
    }
}
