using System.Text.Json;

namespace Orleans.Gateway.Translation.Json;

/// <summary>Text that claims to be one JSON document and comes from nobody who was checked.</summary>
internal static class JsonDocumentText
{
    // As deep as a request may be.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, Options);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
