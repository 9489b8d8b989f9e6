using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Brings a JSON schema into the subset that the provider can enforce. What it cannot enforce is told to the model in the description; what
/// cannot even be told that way (objects that cannot be closed, recursion) makes the whole schema unusable. Same schema, same bytes; keys keep their order.
/// </summary>
internal ref struct SchemaSanitizer
{
    private readonly PooledBuffer _output;
    private readonly PooledBuffer _note;
    private int _optional;
    private int _unions;

    private SchemaSanitizer(PooledBuffer output, PooledBuffer note)
    {
        _output = output;
        _note = note;
    }

    /// <param name="description">Used where the schema has none; missing: none.</param>
    /// <returns>False where the schema is outside the subset or the budget; nothing is left in the output then.</returns>
    public static bool TryWrite(Draft draft, JsonValue schema, JsonValue description, bool isTool, PooledBuffer output)
    {
        var start = output.Length;
        var note = new PooledBuffer();
        var sanitizer = new SchemaSanitizer(output, note);
        var fits = draft.Schemas.TryRebuild(schema)
            && new SchemaReferences(schema).AreSound()
            && sanitizer.Write(schema, description)
            && draft.Schemas.TryCompile(sanitizer._optional, sanitizer._unions, isTool);
        note.Clear();
        if (!fits)
        {
            output.CutTo(start);
        }

        return fits;
    }

    private bool Write(JsonValue schema, JsonValue description = default)
    {
        if (schema.IsTrue)
        {
            _output.Raw("{}"u8);
            return true;
        }

        if (!schema.IsObject)
        {
            return false;
        }

        var reference = schema["$ref"u8];
        if (reference.IsString)
        {
            return WriteReference(schema, reference);
        }

        var single = SchemaRules.SingleBranch(schema);
        if (!single.IsMissing)
        {
            return Write(single, schema["description"u8].IsString ? schema["description"u8] : description);
        }

        return ClosedObjects.Can(schema) && WriteKeywords(schema, description);
    }

    // Beside a reference the provider takes only the definitions that it leads to.
    private bool WriteReference(JsonValue schema, JsonValue reference)
    {
        _output.Raw("{\"$ref\":"u8);
        _output.Raw(reference.Raw);
        foreach (var (key, value) in schema.Properties)
        {
            if (SchemaKeywords.IsDefinitions(key))
            {
                Name(key.Raw);
                if (!WriteMap(value))
                {
                    return false;
                }
            }
        }

        _output.Raw((byte)'}');
        return true;
    }

    private bool WriteKeywords(JsonValue schema, JsonValue description)
    {
        var noteStart = _note.Length;
        var hasAnyOf = schema["anyOf"u8].IsArray;
        var nullable = schema["nullable"u8].IsTrue;
        CollectNote(schema, hasAnyOf);
        _output.Raw((byte)'{');
        var first = _output.Length;
        var described = false;
        var closed = false;
        foreach (var (key, value) in schema.Properties)
        {
            switch (SchemaRules.Of(key, value, hasAnyOf))
            {
                case KeywordRule.Keep:
                    Name(key.Raw);
                    _output.Raw(value.Raw);
                    break;
                case KeywordRule.Type:
                    WriteType(value, nullable);
                    break;
                case KeywordRule.Description when !described:
                    WriteDescription(value, noteStart);
                    described = true;
                    break;
                case KeywordRule.Map:
                    Name(key.Raw);
                    if (!WriteMap(value))
                    {
                        return false;
                    }

                    break;
                case KeywordRule.Schema:
                    Name(key.Raw);
                    if (!Write(value))
                    {
                        return false;
                    }

                    break;
                case KeywordRule.Branches:
                    _unions += key.Is("allOf"u8) ? 0 : 1;
                    Name(key.Is("allOf"u8) ? "\"allOf\""u8 : "\"anyOf\""u8);
                    if (!WriteList(value))
                    {
                        return false;
                    }

                    break;
                case KeywordRule.Closed:
                    Name(key.Raw);
                    _output.Raw("false"u8);
                    closed = true;
                    break;
                case KeywordRule.Impossible:
                    return false;
            }
        }

        if (!closed && SchemaRules.IsObject(schema))
        {
            Name("\"additionalProperties\""u8);
            _output.Raw("false"u8);
        }

        if (!described && (description.IsString || _note.Length > noteStart))
        {
            WriteDescription(description, noteStart);
        }

        _note.CutTo(noteStart);
        _optional += SchemaRules.CountOptional(schema);
        if (_output.Length > first)
        {
            _output.RemoveAt(first);
        }

        _output.Raw((byte)'}');
        return true;
    }

    private bool WriteMap(JsonValue map)
    {
        if (!map.IsObject)
        {
            return false;
        }

        _output.Raw((byte)'{');
        var first = true;
        foreach (var (key, value) in map.Properties)
        {
            _output.Raw(first ? ""u8 : ","u8);
            first = false;
            _output.Raw(key.Raw);
            _output.Raw((byte)':');
            if (!Write(value))
            {
                return false;
            }
        }

        _output.Raw((byte)'}');
        return true;
    }

    private bool WriteList(JsonValue list)
    {
        var separator = (byte)'[';
        foreach (var item in list.Items)
        {
            _output.Raw(separator);
            separator = (byte)',';
            if (!Write(item))
            {
                return false;
            }
        }

        _output.Raw(separator == (byte)'[' ? "[]"u8 : "]"u8);
        return true;
    }

    private void WriteType(JsonValue type, bool nullable)
    {
        Name("\"type\""u8);
        if (type.IsString && nullable && !type.Is("null"u8))
        {
            _output.Raw((byte)'[');
            _output.Raw(type.Raw);
            _output.Raw(",\"null\"]"u8);
            _unions++;
            return;
        }

        _unions += type.IsArray ? 1 : 0;
        _output.Raw(type.Raw);
    }

    private void CollectNote(JsonValue schema, bool hasAnyOf)
    {
        var start = _note.Length;
        foreach (var (key, value) in schema.Properties)
        {
            if (SchemaRules.Of(key, value, hasAnyOf) == KeywordRule.Tell)
            {
                _note.Raw(_note.Length == start ? "{"u8 : ", "u8);
                _note.Raw(key.Inner);
                _note.Raw(": "u8);
                JsonText.Encode(value.Raw, _note);
            }
        }

        _note.Raw(_note.Length == start ? ""u8 : "}"u8);
    }

    private readonly void WriteDescription(JsonValue description, int noteStart)
    {
        Name("\"description\""u8);
        _output.Raw((byte)'"');
        _output.Raw(description.Inner);
        _output.Raw(_note.Length > noteStart && !description.Inner.IsEmpty ? "\\n\\n"u8 : ""u8);
        _output.Raw(_note.Written[noteStart..]);
        _output.Raw((byte)'"');
    }

    private readonly void Name(ReadOnlySpan<byte> name)
    {
        _output.Raw((byte)',');
        _output.Raw(name);
        _output.Raw((byte)':');
    }
}
