using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Writes embedded data as an image or a document block, up to its cache marker. What the data is, its first bytes say: a declared type that
/// differs from them is refused by the provider.
/// </summary>
internal static class MediaWriter
{
    /// <param name="title">The JSON string to use as a document's title; missing: none.</param>
    /// <param name="undeclared">The type of data that the URL does not say one of; empty: unknown.</param>
    public static void WriteDataUrl(Draft draft, ReadOnlySpan<byte> url, JsonValue title, string param, ReadOnlySpan<byte> undeclared = default)
    {
        if (!DataUrl.TryParse(url, out var parsed))
        {
            throw Reject.Invalid(param, "Invalid data URL. Expected data:<media type>;base64,<data>.", "invalid_base64");
        }

        WriteData(draft, parsed.Type.IsEmpty ? new DataUrl(undeclared, parsed.IsBase64, parsed.Data) : parsed, title, param);
    }

    public static void WriteData(Draft draft, DataUrl data, JsonValue title, string param)
    {
        // Its own buffer: the data may itself stand in the scratch buffer, which must not move while it is read.
        var scratch = draft.Base64;
        var base64 = data.IsBase64 ? Base64Text.Normalise(data.Data, scratch) : Base64Text.FromPercent(data.Data, scratch);
        if (base64 < 0)
        {
            throw Reject.Invalid(param, "Invalid base64 data.", "invalid_base64");
        }

        // What Normalise left in place needs no copy; everything else is in that buffer.
        var text = base64 == 0 ? data.Data : scratch.Written;
        var type = MediaType.Sniff(text);
        var json = draft.Out;
        switch (type)
        {
            case MediaKind.Pdf:
                json.Raw("{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\""u8);
                json.Raw(text);
                json.Raw("\"}"u8);
                WriteTitle(draft, title);
                break;
            case MediaKind.Unknown when MediaType.IsText(data.Type):
                WriteTextDocument(draft, text, title, param);
                break;
            case MediaKind.Unknown:
                throw Reject.Invalid(
                    param, "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].", "invalid_image_format");
            default:
                json.Raw("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""u8);
                json.Raw(MediaType.Name(type));
                json.Raw("\",\"data\":\""u8);
                json.Raw(text);
                json.Raw("\"}"u8);
                break;
        }

        scratch.CutTo(0);
    }

    private static void WriteTextDocument(Draft draft, ReadOnlySpan<byte> base64, JsonValue title, string param)
    {
        var bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        System.Buffers.Text.Base64.DecodeFromUtf8(base64, bytes, out _, out var length);
        var text = bytes.AsSpan(0, length);
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            throw Reject.Invalid(param, "The file is not valid UTF-8 text.", "invalid_file");
        }

        if (text.StartsWith("\uFEFF"u8))
        {
            text = text["\uFEFF"u8.Length..];
        }

        draft.Out.Raw("{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\""u8);
        JsonText.Encode(text, draft.Out);
        draft.Out.Raw("\"}"u8);
        WriteTitle(draft, title);
    }

    private static void WriteTitle(Draft draft, JsonValue title)
    {
        if (title.IsString && !JsonText.IsBlank(title.Inner))
        {
            draft.Out.Raw(",\"title\":"u8);
            draft.Out.Raw(title.Raw);
        }
    }
}
