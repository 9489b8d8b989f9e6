using System.Text.Json;
using System.Text.Unicode;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>What an error body says, in whatever shape it came: Messages' own, those of the clouds that host it, or none at all.</summary>
internal ref struct ErrorBody
{
    // An error says what it has to say in less; the rest is somebody's HTML.
    private const int LongestMessage = 16 * 1024;

    /// <summary>The provider's own word for it, for example <c>overloaded_error</c>; escaped.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Null where there is none.</summary>
    public string? Message;

    /// <summary>Null where there is none.</summary>
    public string? Code;

    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        var result = default(ErrorBody);
        try
        {
            body = body.Trim(" \t\r\n\uFEFF"u8);
            if (!Utf8.IsValid(body) || body.IsEmpty)
            {
                return result;
            }

            if (body[0] == '[')
            {
                // Google wraps one error in an array.
                var reader = RawJson.Open(body);
                reader.Read();
                body = RawJson.Slice(ref reader, body);
            }

            if (body[0] == '{' && RawJson.IsWhole(body))
            {
                result.TakeObject(body);
            }
        }
        catch (JsonException)
        {
            // HTML, a proxy's plain text, half a body: the status has to say it all.
        }

        return result;
    }

    private void TakeObject(ReadOnlySpan<byte> body)
    {
        var error = RawJson.Property(body, "error"u8);
        var source = error is [(byte)'{', ..] ? error : body;
        Type = Inside(RawJson.Property(source, "type"u8));
        Message = Text(RawJson.Property(source, "message"u8)) ?? Text(error) ?? Text(RawJson.Property(body, "message"u8))
            ?? Text(RawJson.Property(body, "Message"u8)) ?? Text(RawJson.Property(body, "detail"u8));

        var details = RawJson.Property(source, "details"u8);
        Code = (details is [(byte)'{', ..] ? Text(RawJson.Property(details, "error_code"u8)) : null) ?? Text(RawJson.Property(source, "code"u8));
    }

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> value) => value is [(byte)'"', .. var text, _] ? text : default;

    private static string? Text(ReadOnlySpan<byte> value)
    {
        var text = Inside(value);
        return text.IsEmpty ? null : EscapedText.Unescape(text[..Math.Min(text.Length, LongestMessage)]);
    }
}
