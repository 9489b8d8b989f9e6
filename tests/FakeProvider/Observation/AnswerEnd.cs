using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>Where answers end.</summary>
internal static class AnswerEnd
{
    /// <summary>Whether the event is the one behind which nothing follows.</summary>
    internal static bool IsLastEvent(Dialect dialect, ReadOnlySpan<byte> piece) =>
        piece.StartsWith(dialect is Dialect.Anthropic ? "event: message_stop"u8 : "data: [DONE]"u8) && piece is [.., (byte)'\n' or (byte)'\r'];

    /// <summary>Whether the body is a chat completion or a message.</summary>
    internal static bool IsAnswer(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            return json.Has("choices", JsonValueKind.Array) || json.Has("content", JsonValueKind.Array);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
