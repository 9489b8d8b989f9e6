using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Reads answers of the service.</summary>
internal static class SafetyAnswer
{
    /// <summary>Null: this is no answer to the question, and nothing is known of the text.</summary>
    public static SafetyFinding? Read(ReadOnlySpan<byte> body, SafetyQuestion question, ContentSafetyDefinition definition)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            return question.IsShield ? Shield(root, question) : Analysis(root, definition);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static SafetyFinding? Shield(JsonElement root, SafetyQuestion question)
    {
        var attacks = new List<bool>();
        if (!question.Text.IsEmpty)
        {
            attacks.Add(root.GetProperty("userPromptAnalysis"u8).GetProperty("attackDetected"u8).GetBoolean());
        }

        if (question.Documents.Count > 0)
        {
            attacks.AddRange(root.GetProperty("documentsAnalysis"u8).EnumerateArray().Select(document => document.GetProperty("attackDetected"u8).GetBoolean()));
        }

        var isAttack = attacks.Contains(true);
        return isAttack || attacks.Count == (question.Text.IsEmpty ? 0 : 1) + question.Documents.Count ? new SafetyFinding(IsAttack: isAttack) : null;
    }

    private static SafetyFinding? Analysis(JsonElement root, ContentSafetyDefinition definition)
    {
        var isListed = root.TryGetProperty("blocklistsMatch"u8, out var matches) && matches.ValueKind is JsonValueKind.Array && matches.GetArrayLength() > 0;
        var analysed = new Dictionary<string, int>();
        foreach (var category in root.GetProperty("categoriesAnalysis"u8).EnumerateArray())
        {
            if (category.GetProperty("category"u8).GetString() is not { } name || !analysed.TryAdd(name, category.GetProperty("severity"u8).GetInt32()))
            {
                // Of two severities, nobody knows which one holds.
                return null;
            }
        }

        var found = new SafetyFinding(isListed);
        foreach (var category in definition.Categories.Keys)
        {
            if (analysed.TryGetValue(SafetyWords.Categories[category], out var severity) && severity is >= 0 and <= SafetyFinding.MostSeverity)
            {
                found = found.With(category, severity);
            }
            else if (!isListed)
            {
                // At a hit of a block list, the analysis halts. Otherwise a category that is not there was not judged.
                return null;
            }
        }

        return found;
    }
}
