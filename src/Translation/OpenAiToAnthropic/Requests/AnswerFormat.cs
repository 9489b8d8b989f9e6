using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum FormatKind : byte
{
    Text,

    /// <summary>Any JSON object, or a schema that goes with nothing else: the provider has no such mode, so the model is asked in words.</summary>
    JsonObject,

    /// <summary>A schema that the provider enforces.</summary>
    Schema,

    /// <summary>A schema as the parameters of a tool that the model has to call.</summary>
    Tool,
}

/// <summary>What <c>response_format</c> becomes.</summary>
internal sealed class AnswerFormat
{
    private const string ToolBaseName = "json_response";

    private readonly PooledBuffer _schema = new();

    public FormatKind Kind { get; private set; }

    /// <summary>The schema as it goes into <c>output_config.format</c>.</summary>
    public ReadOnlySpan<byte> Schema => _schema.Written;

    /// <summary>The client's schema, for the tool or the words.</summary>
    public JsonValue ClientSchema { get; private set; }

    public JsonValue Description { get; private set; }

    /// <summary>The name of the tool that stands in; null when there is none.</summary>
    public string? ToolName { get; private set; }

    public SchemaShape ToolShape { get; private set; }

    public void Read(Draft draft)
    {
        var format = draft[RequestField.ResponseFormat];
        if (format.IsNothing)
        {
            return;
        }

        if (!format.IsObject)
        {
            throw Reject.Type("response_format", "an object", format);
        }

        var type = format["type"u8];
        if (type.Is("json_object"u8))
        {
            AskInWords(draft);
        }
        else if (type.Is("json_schema"u8))
        {
            ReadSchema(draft, format["json_schema"u8]);
        }
        else if (!type.Is("text"u8))
        {
            throw type.IsString
                ? Reject.Value("response_format.type", type.GetString(), "'json_object', 'json_schema', and 'text'")
                : Reject.Missing("response_format.type");
        }
    }

    /// <summary>Writes the tool that stands in for the format.</summary>
    public void WriteTool(Draft draft)
    {
        var json = draft.Out;
        json.Raw("{\"name\":\""u8);
        json.Raw(Encoding.ASCII.GetBytes(ToolName!));
        json.Raw("\",\"description\":"u8);
        json.Raw(Description.IsString && !Description.Inner.IsEmpty ? Description.Raw : "\"Gives the final answer as JSON.\""u8);
        json.Raw(",\"input_schema\":"u8);
        ToolSchema.Write(draft, ClientSchema, ToolShape, json);
        json.Raw((byte)'}');
    }

    public void Clear()
    {
        _schema.Clear();
        Kind = FormatKind.Text;
        ClientSchema = default;
        Description = default;
        ToolName = null;
        ToolShape = SchemaShape.Object;
    }

    private void ReadSchema(Draft draft, JsonValue format)
    {
        if (!format.IsObject)
        {
            throw format.IsNothing ? Reject.Missing("response_format.json_schema") : Reject.Type("response_format.json_schema", "an object", format);
        }

        var schema = format["schema"u8];
        if (schema.IsNothing)
        {
            AskInWords(draft);
            return;
        }

        if (!schema.IsObject)
        {
            throw Reject.Type("response_format.json_schema.schema", "an object", schema);
        }

        ClientSchema = schema;
        Description = format["description"u8];
        if (draft.Conversation.IsPrefilled)
        {
            AskInWords(draft); // The provider takes neither a schema nor a forced call together with a started answer.
            return;
        }

        if (draft.Can.StructuredOutput && SchemaSanitizer.TryWrite(draft, schema, Description, isTool: false, _schema))
        {
            Kind = FormatKind.Schema;
            return;
        }

        Kind = FormatKind.Tool;
        ToolShape = ToolSchema.ShapeOf(draft, schema);
        ToolName = ToolBaseName;
        for (var suffix = 2; draft.Tools.Has(draft, ToolName); suffix++)
        {
            ToolName = $"{ToolBaseName}_{suffix}";
        }

        draft.Loss.Emulated("response_format");
    }

    private void AskInWords(Draft draft)
    {
        Kind = FormatKind.JsonObject;
        draft.Loss.Emulated("response_format");
    }
}
