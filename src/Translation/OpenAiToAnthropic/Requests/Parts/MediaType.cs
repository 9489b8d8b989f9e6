using System.Buffers.Text;
using System.Text;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum MediaKind
{
    Unknown,
    Png,
    Jpeg,
    Gif,
    Webp,
    Pdf,
}

/// <summary>What embedded data is.</summary>
internal static class MediaType
{
    /// <summary>Reads the first bytes of base64 data.</summary>
    public static MediaKind Sniff(ReadOnlySpan<byte> base64)
    {
        Span<byte> head = stackalloc byte[12];
        Base64.DecodeFromUtf8(base64[..Math.Min(base64.Length, 16)], head, out _, out var length, isFinalBlock: base64.Length <= 16);
        head = head[..length];
        return head switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => MediaKind.Png,
            [0xFF, 0xD8, 0xFF, ..] => MediaKind.Jpeg,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => MediaKind.Gif,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => MediaKind.Webp,
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => MediaKind.Pdf,
            _ => MediaKind.Unknown,
        };
    }

    public static ReadOnlySpan<byte> Name(MediaKind kind) => kind switch
    {
        MediaKind.Png => "image/png"u8,
        MediaKind.Jpeg => "image/jpeg"u8,
        MediaKind.Gif => "image/gif"u8,
        MediaKind.Webp => "image/webp"u8,
        _ => "application/pdf"u8,
    };

    /// <summary>Whether a declared type is text that a model can read.</summary>
    public static bool IsText(ReadOnlySpan<byte> declared) =>
        (declared.Length > 5 && Ascii.EqualsIgnoreCase(declared[..5], "text/"u8))
        || Ascii.EqualsIgnoreCase(declared, "application/json"u8)
        || Ascii.EqualsIgnoreCase(declared, "application/csv"u8)
        || Ascii.EqualsIgnoreCase(declared, "application/markdown"u8)
        || Ascii.EqualsIgnoreCase(declared, "application/xml"u8);

    /// <summary>The type that a file's name suggests; empty when it suggests no text.</summary>
    public static ReadOnlySpan<byte> OfTextFile(string fileName)
    {
        var dot = fileName.LastIndexOf('.');
        return dot < 0 ? default : fileName[(dot + 1)..].ToUpperInvariant() switch
        {
            "TXT" or "MD" or "MARKDOWN" or "CSV" or "TSV" or "JSON" or "XML" or "HTML" or "HTM" or "YAML" or "YML" or "LOG" => "text/plain"u8,
            _ => default,
        };
    }
}
