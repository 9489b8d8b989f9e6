using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Whether an object can be closed, as the provider wants every object of a schema to be. It cannot where properties are meant that it does
/// not list, or where several schemas describe one object: closed, each of them forbids what the others require.
/// </summary>
internal static class ClosedObjects
{
    public static bool Can(JsonValue schema)
    {
        var properties = schema["properties"u8];
        if (!schema["patternProperties"u8].IsNothing && (!properties.IsObject || properties.IsEmptyContainer))
        {
            return false;
        }

        var isObject = DescribesObject(schema);
        if (isObject && schema["additionalProperties"u8].Kind != JsonKind.False && !(properties.IsObject && ListsAll(properties, schema["required"u8])))
        {
            return false;
        }

        return (isObject ? 1 : 0) + CountObjects(schema["allOf"u8], all: true) + CountObjects(schema["anyOf"u8], all: false)
            + CountObjects(schema["oneOf"u8], all: false) <= 1;
    }

    private static bool DescribesObject(JsonValue schema)
    {
        var type = schema["type"u8];
        if (schema["properties"u8].IsObject || type.Is("object"u8))
        {
            return true;
        }

        foreach (var item in type.Items)
        {
            if (item.Is("object"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="all">Count each; otherwise they are alternatives, and count as one.</param>
    private static int CountObjects(JsonValue branches, bool all)
    {
        var count = 0;
        foreach (var branch in branches.Items)
        {
            if (MayBeObject(branch))
            {
                count++;
            }
        }

        return all ? count : Math.Min(count, 1);
    }

    // A reference may lead to one, as those in branches mostly do.
    private static bool MayBeObject(JsonValue branch) =>
        branch["$ref"u8].IsString || DescribesObject(branch) || CountObjects(branch["allOf"u8], all: false)
            + CountObjects(branch["anyOf"u8], all: false) + CountObjects(branch["oneOf"u8], all: false) > 0;

    private static bool ListsAll(JsonValue properties, JsonValue required)
    {
        if (!required.IsArray || required.IsEmptyContainer)
        {
            return true;
        }

        var names = new HashSet<string>();
        foreach (var (key, _) in properties.Properties)
        {
            names.Add(key.GetString());
        }

        foreach (var name in required.Items)
        {
            if (name.IsString && !names.Contains(name.GetString()))
            {
                return false;
            }
        }

        return true;
    }
}
