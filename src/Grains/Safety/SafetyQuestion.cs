using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>One question to the service: a text to be analysed, or a prompt to be shielded.</summary>
/// <param name="IsShield">Which of the two.</param>
/// <param name="Text">At most <see cref="TextPieces.Most"/> characters, UTF-8; of a shield, what users say.</param>
/// <param name="Documents">Of a shield: text from elsewhere, at most five and <see cref="TextPieces.Most"/> characters together.</param>
/// <param name="Subject"><c>prompt</c> or <c>completion</c>, for metrics.</param>
internal sealed record SafetyQuestion(bool IsShield, ReadOnlyMemory<byte> Text, IReadOnlyList<ReadOnlyMemory<byte>> Documents, string Subject)
{
    /// <summary>The <see cref="Subject"/> of what clients send.</summary>
    public const string Prompt = "prompt";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SafetyQuestion Analyze(ReadOnlyMemory<byte> text, string subject) => new(IsShield: false, text, [], subject);

    public static SafetyQuestion Shield(ReadOnlyMemory<byte> user, IReadOnlyList<ReadOnlyMemory<byte>> documents) => new(IsShield: true, user, documents, Prompt);

    public void Write(ContentSafetyDefinition definition, IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        if (IsShield)
        {
            if (!Text.IsEmpty)
            {
                json.WriteString("userPrompt"u8, Text.Span);
            }

            json.WriteStartArray("documents"u8);
            foreach (var document in Documents)
            {
                json.WriteStringValue(document.Span);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("text"u8, Text.Span);
            WriteList(json, "categories", definition.Categories.Keys.Order(StringComparer.Ordinal).Select(category => SafetyWords.Categories[category]));
            WriteList(json, "blocklistNames", definition.Blocklists);
            if (definition.Blocklists.Count > 0)
            {
                json.WriteBoolean("haltOnBlocklistHit"u8, true);
            }

            json.WriteString("outputType"u8, definition.OutputType);
        }

        json.WriteEndObject();
    }

    // Left out, all categories are analysed, which costs no more; what nobody asked for is not looked at in the answer.
    private static void WriteList(Utf8JsonWriter json, string property, IEnumerable<string> items)
    {
        var list = items.ToList();
        if (list.Count == 0)
        {
            return;
        }

        json.WriteStartArray(property);
        list.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }
}
