using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Api.Admin.Audit;

/// <summary>Keeps what a record says within 64 KiB: it is written again with each record that comes after it on its page.</summary>
internal static class AuditText
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Most = 64 * 1024;

    /// <summary>How much is left of what is longer, in characters. Not one of them takes more than 6 bytes, however it is escaped.</summary>
    private const int Kept = 10_000;

    private static readonly JsonSerializerOptions Readable = new(AdminJson.Strict) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON as it is, or, where that is too long, how long it was and how it began.</summary>
    public static string? Within(string? json)
    {
        if (json is null || Encoding.UTF8.GetByteCount(json) is not (> Most and var bytes))
        {
            return json;
        }

        // Not between the halves of a character.
        var end = char.IsHighSurrogate(json[Kept - 1]) ? Kept - 1 : Kept;
        return JsonSerializer.Serialize(new CutText(true, bytes, json[..end]), Readable);
    }

    private sealed record CutText(bool Cut, int Bytes, string Beginning);
}
