using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>From bytes to JSON, or to the one mistake that keeps them from being JSON.</summary>
internal static class JsonText
{
    /// <summary>A document with ten thousand backends has 5 MiB. In bytes.</summary>
    private const int MaxLength = 16 * 1024 * 1024;

    /// <param name="name">What the mistake's path says, for example <c>document</c>.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, JsonReaderOptions options, string name, out JsonElement root, [NotNullWhen(false)] out DefinitionMistake? mistake)
    {
        root = default;
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var problem = utf8.Length > MaxLength ? $"is longer than {MaxLength / 1024 / 1024} MiB. Split it or shorten it."
            : NotUtf8(utf8) ?? NotJson(utf8, options);
        if (problem is not null)
        {
            mistake = new DefinitionMistake(name, problem);
            return false;
        }

        var reader = new Utf8JsonReader(utf8, options);
        root = JsonElement.ParseValue(ref reader);
        mistake = null;
        return true;
    }

    private static string? NotUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return null;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) is System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return $"{Position(text, at)}: is not UTF-8. Save the file as UTF-8.";
    }

    private static string? NotJson(ReadOnlySpan<byte> text, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(text, options);
        try
        {
            while (reader.Read())
            {
                // Half a surrogate pair is JSON, but no text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return null;
        }
        catch (JsonException error)
        {
            var at = LineStart(text, error.LineNumber ?? 0) + (int)(error.BytePositionInLine ?? 0);
            return $"{Position(text, at)}: {Reason(error.Message)}";
        }
        catch (InvalidOperationException)
        {
            return $"{Position(text, (int)reader.TokenStartIndex)}: the \\u escapes of this text do not make characters. Write the characters themselves.";
        }
    }

    // The message ends with the position as System.Text.Json counts it, from 0 and in bytes. About a bare word it repeats everything up to
    // the end of the document, secrets included.
    private static string Reason(string message)
    {
        if (message.Contains("invalid JSON literal", StringComparison.Ordinal) || message.Length > 300)
        {
            return "something other than true, false and null stands here without quotes. Put it in quotes.";
        }

        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static int LineStart(ReadOnlySpan<byte> text, long line)
    {
        var start = 0;
        while (line-- > 0 && text[start..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            start += end + 1;
        }

        return start;
    }

    // Both from 1, as editors count.
    private static string Position(ReadOnlySpan<byte> text, int at)
    {
        var before = text[..Math.Min(at, text.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"line {line}, column {column}";
    }
}
