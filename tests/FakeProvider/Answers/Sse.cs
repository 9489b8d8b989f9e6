using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>JSON and server-sent events as providers write them: compact, letters outside ASCII as they are.</summary>
internal static class Sse
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ReadOnlyMemory<byte> Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    internal static string ToText(this JsonNode json) => json.ToJsonString(Compact);

    internal static byte[] ToUtf8(this JsonNode json) => Encoding.UTF8.GetBytes(json.ToText());

    /// <param name="name">The name of the event; null for none.</param>
    /// <param name="padding">Spaces after the JSON: Anthropic hides the length of its events that way.</param>
    internal static ReadOnlyMemory<byte> Event(JsonNode json, string? name = null, int padding = 0) =>
        Encoding.UTF8.GetBytes((name is null ? "" : $"event: {name}\n") + $"data: {json.ToText()}{new string(' ', padding)}\n\n");
}
