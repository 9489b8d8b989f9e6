using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What the service says of one category of a text.</summary>
internal readonly record struct SafetySeverity(string Category, int Severity);

/// <summary>Reads answers of the service.</summary>
internal static class SafetyAnswer
{
    /// <summary>Null: this is no answer to the question, and nothing is known of the text.</summary>
    /// <param name="severities">Told what was found of each category that the policy names.</param>
    public static SafetyVerdict? Read(ReadOnlySpan<byte> body, SafetyQuestion question, ContentSafetyDefinition definition, Action<SafetySeverity>? severities = null)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            return question.IsShield ? Shield(root, question) : Analysis(root, definition, severities);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static SafetyVerdict? Shield(JsonElement root, SafetyQuestion question)
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

        return attacks.Contains(true) ? SafetyVerdict.Blocked(SafetyVerdict.PromptAttack)
            : attacks.Count == (question.Text.IsEmpty ? 0 : 1) + question.Documents.Count ? SafetyVerdict.Clean
            : null;
    }

    private static SafetyVerdict? Analysis(JsonElement root, ContentSafetyDefinition definition, Action<SafetySeverity>? severities)
    {
        var isListed = root.TryGetProperty("blocklistsMatch"u8, out var matches) && matches.ValueKind is JsonValueKind.Array && matches.GetArrayLength() > 0;
        var found = root.GetProperty("categoriesAnalysis"u8).EnumerateArray()
            .ToDictionary(category => category.GetProperty("category"u8).GetString()!, category => category.GetProperty("severity"u8).GetInt32());
        var blocked = isListed ? SafetyVerdict.Blocklist : null;
        foreach (var (category, threshold) in definition.Categories.OrderBy(category => category.Key, StringComparer.Ordinal))
        {
            if (!found.TryGetValue(SafetyWords.Categories[category], out var severity))
            {
                // At a hit of a block list, the analysis halts. Otherwise a category that is not there was not judged.
                if (isListed)
                {
                    continue;
                }

                return null;
            }

            severities?.Invoke(new(category, severity));
            blocked ??= severity >= threshold ? category : null;
        }

        return blocked is null ? SafetyVerdict.Clean : SafetyVerdict.Blocked(blocked);
    }
}
