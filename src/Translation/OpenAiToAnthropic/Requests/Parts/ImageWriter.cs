using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes an <c>image_url</c> part. The gateway never fetches anything: a link goes to the provider as a link.</summary>
internal static class ImageWriter
{
    public static void Write(Draft draft, in Block block)
    {
        var part = draft.At(block.Node);
        var image = part["image_url"u8];
        var url = image.IsObject ? image["url"u8] : image;
        if (!url.IsString || url.Inner.IsEmpty)
        {
            throw url.IsNothing || url.IsString ? Reject.Missing(Param(block)) : Reject.Type(Param(block), "a string", url);
        }

        var scratch = draft.Scratch;
        var start = scratch.Length;
        var text = url.Inner;
        if (url.IsEscaped)
        {
            JsonText.Decode(url.Inner, scratch);
            text = scratch.Written[start..];
        }

        if (StartsWith(text, "data:"u8))
        {
            MediaWriter.WriteDataUrl(draft, text, default, Param(block));
        }
        else if (StartsWith(text, "https://"u8))
        {
            draft.Out.Raw(IsPdf(text)
                ? "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":"u8
                : "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":"u8);
            draft.Out.Raw(url.Raw);
            draft.Out.Raw((byte)'}');
        }
        else
        {
            throw Reject.Invalid(Param(block), "Invalid image URL. Only https URLs and data URLs with base64 data are supported with this model.", "invalid_image_url");
        }

        scratch.CutTo(start);
        if (image["detail"u8] is { IsNothing: false } detail && !detail.Is("auto"u8))
        {
            draft.Loss.Dropped("messages.image_url.detail");
        }

        draft.Cache.Write(draft, block.Cache);
        draft.Out.Raw((byte)'}');
    }

    private static string Param(in Block block) => $"messages[{block.Message}].content[{block.Part}].image_url.url";

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> scheme) =>
        text.Length >= scheme.Length && System.Text.Ascii.EqualsIgnoreCase(text[..scheme.Length], scheme);

    private static bool IsPdf(ReadOnlySpan<byte> url)
    {
        var end = url.IndexOfAny((byte)'?', (byte)'#');
        var path = end < 0 ? url : url[..end];
        return path.Length > 4 && System.Text.Ascii.EqualsIgnoreCase(path[^4..], ".pdf"u8);
    }
}
