using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat.Prompts;

/// <summary>The text of a request: each message after its role, without images and files.</summary>
internal static class PromptText
{
    /// <param name="body">One that <see cref="RequestScanner"/> has read without a complaint.</param>
    /// <param name="most">In characters.</param>
    public static string Of(ReadOnlySpan<byte> body, int most)
    {
        var (start, length) = RequestScanner.Read(body).Messages;
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(body.Slice(start, length));
        while (text.Length < most && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.ValueTextEquals("role"u8):
                    reader.Read();
                    Append(text.Append(text.Length == 0 ? "" : "\n"), reader).Append(": ");
                    break;
                case JsonTokenType.PropertyName when IsLeftOut(reader):
                    reader.Read();
                    reader.Skip();
                    break;
                case JsonTokenType.String:
                    Append(text, reader).Append(' ');
                    break;
            }
        }

        return text.ToString(0, Math.Min(most, text.Length)).TrimEnd();
    }

    private static bool IsLeftOut(in Utf8JsonReader name) =>
        name.ValueTextEquals("type"u8) || name.ValueTextEquals("image_url"u8) || name.ValueTextEquals("input_audio"u8) || name.ValueTextEquals("file"u8) || name.ValueTextEquals("source"u8);

    private static StringBuilder Append(StringBuilder text, in Utf8JsonReader reader)
    {
        try
        {
            return text.Append(reader.TokenType is JsonTokenType.String ? reader.GetString() : "");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: no text.
            return text;
        }
    }
}
