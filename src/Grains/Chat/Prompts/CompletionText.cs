using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Chat.Prompts;

/// <summary>The text of an answer as the client got it, whole or streamed: contents, refusals, and the calls of tools.</summary>
internal static class CompletionText
{
    private static readonly byte[] Data = "data:"u8.ToArray();

    /// <param name="answer">Its bytes; of a stream, as many as were kept, of which the last event may be cut.</param>
    /// <param name="most">In characters.</param>
    public static string Of(ReadOnlyMemory<byte> answer, bool isStream, int most)
    {
        var text = new StringBuilder();
        if (!isStream)
        {
            Append(text, answer, "message"u8);
            return Cut(text, most);
        }

        var rest = answer;
        while (!rest.IsEmpty && text.Length < most)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.StartsWith(Data))
            {
                Append(text, line[Data.Length..], "delta"u8);
            }
        }

        return Cut(text, most);
    }

    private static string Cut(StringBuilder text, int most) => text.ToString(0, Math.Min(most, text.Length));

    private static void Append(StringBuilder text, ReadOnlyMemory<byte> json, ReadOnlySpan<byte> part)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("choices", out var choices) && choices.ValueKind is JsonValueKind.Array)
            {
                foreach (var choice in choices.EnumerateArray())
                {
                    if (choice.ValueKind is JsonValueKind.Object && choice.TryGetProperty(part, out var message) && message.ValueKind is JsonValueKind.Object)
                    {
                        Append(text, message);
                    }
                }
            }
        }
        catch (JsonException)
        {
            // The end of a stream, or an answer that was too long to be kept.
        }
    }

    private static void Append(StringBuilder text, JsonElement message)
    {
        Append(text, message, "content"u8);
        Append(text, message, "refusal"u8);
        if (message.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind is JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                if (call.TryGetProperty("function"u8, out var function))
                {
                    Append(text, function, "name"u8);
                    Append(text, function, "arguments"u8);
                }
            }
        }
    }

    private static void Append(StringBuilder text, JsonElement owner, ReadOnlySpan<byte> property)
    {
        if (owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String)
        {
            text.Append(value.GetString());
        }
    }
}
