using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes a <c>file</c> part: a PDF or a text as a document, an image as an image.</summary>
internal static class FileWriter
{
    public static void Write(Draft draft, in Block block)
    {
        var part = draft.At(block.Node);
        var file = part["file"u8];
        var param = $"messages[{block.Message}].content[{block.Part}].file";
        if (!file.IsObject)
        {
            throw file.IsNothing ? Reject.Missing(param) : Reject.Type(param, "an object", file);
        }

        var data = file["file_data"u8];
        var id = file["file_id"u8];
        var isDocument = true;
        if (data.IsString)
        {
            var start = draft.Out.Length;
            WriteData(draft, file, data, $"{param}.file_data");
            isDocument = draft.Out.Written[start..].StartsWith("{\"type\":\"document\""u8);
        }
        else if (id.IsString && draft.Target.AllowFileIds && id.Inner.StartsWith("file_"u8))
        {
            draft.UsesFiles = true;
            draft.Out.Raw("{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":"u8);
            draft.Out.Raw(id.Raw);
            draft.Out.Raw((byte)'}');
        }
        else
        {
            throw id.IsNothing
                ? Reject.Missing($"{param}.file_data")
                : Reject.UnsupportedValue($"{param}.file_id", "files are not shared with this model's provider. Send the file itself in 'file_data'.");
        }

        if (isDocument)
        {
            WriteExtras(draft, part, file);
        }

        draft.Cache.Write(draft, block.Cache);
        draft.Out.Raw((byte)'}');
    }

    private static void WriteData(Draft draft, JsonValue file, JsonValue data, string param)
    {
        var name = file["filename"u8];
        var scratch = draft.Scratch;
        var start = scratch.Length;
        var text = data.Inner;
        if (data.IsEscaped)
        {
            JsonText.Decode(data.Inner, scratch);
            text = scratch.Written[start..];
        }

        // Without a type and a name it is what RFC 2397 takes it for, if its bytes are neither a PDF nor an image.
        var undeclared = JsonText.IsBlank(name.Inner) ? "text/plain"u8 : MediaType.OfTextFile(name.GetString());
        var title = HasTitle(file) ? default : name;
        if (text.Length >= 5 && System.Text.Ascii.EqualsIgnoreCase(text[..5], "data:"u8))
        {
            MediaWriter.WriteDataUrl(draft, text, title, param, undeclared);
        }
        else
        {
            MediaWriter.WriteData(draft, new DataUrl(undeclared, isBase64: true, text), title, param);
        }

        scratch.CutTo(start);
    }

    private static bool HasTitle(JsonValue file) => file["title"u8].IsString;

    // What Anthropic-minded clients add to a file: passed on as it is.
    private static void WriteExtras(Draft draft, JsonValue part, JsonValue file)
    {
        WriteExtra(draft, ",\"title\":"u8, file["title"u8]);
        WriteExtra(draft, ",\"context\":"u8, Either(part, file, "context"u8));
        var citations = Either(part, file, "citations"u8);
        if (citations.IsObject && draft.Format.Kind == FormatKind.Schema)
        {
            draft.Drop("citations"); // The provider refuses them together with a schema for the answer.
        }
        else if (citations.IsObject)
        {
            draft.Out.Raw(",\"citations\":"u8);
            draft.Out.Raw(citations.Raw);
        }
    }

    private static JsonValue Either(JsonValue part, JsonValue file, ReadOnlySpan<byte> name)
    {
        var value = file[name];
        return value.IsNothing ? part[name] : value;
    }

    private static void WriteExtra(Draft draft, ReadOnlySpan<byte> name, JsonValue value)
    {
        if (value.IsString && !JsonText.IsBlank(value.Inner))
        {
            draft.Out.Raw(name);
            draft.Out.Raw(value.Raw);
        }
    }
}
