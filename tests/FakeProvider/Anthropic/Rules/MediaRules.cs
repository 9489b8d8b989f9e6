using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Images and documents, in messages and in tool results: known types, and bytes that are what they say.</summary>
internal static class MediaRules
{
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    internal static IEnumerable<string> Check(MessagesRequest request) => request.Messages
        .SelectMany(message => message.Blocks)
        .SelectMany(block => block.Json.Get("content").Items()
            .Select((part, index) => new ContentBlock($"{block.Path}.tool_result.content.{index}", part.Text("type") ?? "", part))
            .Prepend(block))
        .SelectMany(block => block.Type switch
        {
            "image" => Image(block.Path + ".image.source", block.Json.Get("source")),
            "document" => Document(block.Path + ".document.source", block.Json.Get("source")),
            _ => [],
        });

    private static IEnumerable<string> Image(string path, JsonElement source)
    {
        switch (source.Text("type"))
        {
            case "base64":
                var type = source.Text("media_type");
                if (!ImageTypes.Contains(type))
                {
                    yield return $"{path}.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'";
                    yield break;
                }

                if (Decode(source) is not { } bytes)
                {
                    yield return $"{path}.base64.data: Invalid base64 data";
                }
                else if (TypeOf(bytes) is not { } actual)
                {
                    yield return "Could not process image";
                }
                else if (actual != type)
                {
                    yield return $"{path}.base64: The image was specified using the {type} media type, but the image appears to be a {actual} image";
                }

                break;
            case "url":
                if (source.Text("url")?.StartsWith("https://", StringComparison.Ordinal) is not true)
                {
                    yield return $"{path}.url.url: Only HTTPS URLs are supported.";
                }

                break;
            case "file":
                break;
            default:
                yield return $"{path}: Input tag '{source.Text("type")}' found using 'type' does not match any of the expected tags: 'base64', 'file', 'url'";
                break;
        }
    }

    private static IEnumerable<string> Document(string path, JsonElement source)
    {
        switch (source.Text("type"))
        {
            case "base64":
                if (source.Text("media_type") != "application/pdf")
                {
                    yield return $"{path}.base64.media_type: Input should be 'application/pdf'";
                }
                else if (Decode(source) is not { } bytes || !bytes.AsSpan().StartsWith("%PDF"u8))
                {
                    yield return $"{path}.base64.data: The PDF specified was not valid.";
                }

                break;
            case "text":
                if (source.Text("media_type") != "text/plain")
                {
                    yield return $"{path}.text.media_type: Input should be 'text/plain'";
                }
                else if (string.IsNullOrEmpty(source.Text("data")))
                {
                    yield return $"{path}.text.data: String should have at least 1 character";
                }

                break;
            case "url" or "content" or "file":
                break;
            default:
                yield return $"{path}: Input tag '{source.Text("type")}' found using 'type' does not match any of the expected tags: 'base64', 'content', 'file', 'text', 'url'";
                break;
        }
    }

    private static byte[]? Decode(JsonElement source) =>
        source.Get("data") is { ValueKind: JsonValueKind.String } data && data.TryGetBytesFromBase64(out var bytes) ? bytes : null;

    private static string? TypeOf(ReadOnlySpan<byte> image) =>
        image.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : image.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : image.StartsWith("GIF8"u8) ? "image/gif"
        : image.Length > 12 && image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;
}
