using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>backends.*.capabilities</c>.</summary>
internal static class CapabilitiesSection
{
    /// <returns>Null when nothing is overridden.</returns>
    public static CapabilitiesDefinition? Read(Node? node)
    {
        if (node?.Section(Shape.Capabilities) is not { } section)
        {
            return null;
        }

        var capabilities = new CapabilitiesDefinition
        {
            Family = Family(section["family"]),
            MaxOutputTokens = section["maxOutputTokens"]?.Number(1, TranslationSection.MostTokens),
            Sampling = section["sampling"]?.Word(TranslationWords.Sampling),
            BudgetThinking = section["budgetThinking"]?.Flag(),
            AdaptiveThinking = section["adaptiveThinking"]?.Flag(),
            ThinksByDefault = section["thinksByDefault"]?.Flag(),
            ThinkingOff = section["thinkingOff"]?.Word(TranslationWords.ThinkingOff),
            HidesThinking = section["hidesThinking"]?.Flag(),
            Effort = Effort(section["effort"]),
            ForcedToolChoice = section["forcedToolChoice"]?.Flag(),
            Prefill = section["prefill"]?.Flag(),
            StructuredOutput = section["structuredOutput"]?.Flag(),
            StrictTools = section["strictTools"]?.Flag(),
            MidConversationSystem = section["midConversationSystem"]?.Flag(),
            PriorityTier = section["priorityTier"]?.Flag(),
        };
        return capabilities == new CapabilitiesDefinition() ? null : capabilities;
    }

    // A name without a row in the table would quietly mean the oldest behaviour there is.
    private static string? Family(Node? node)
    {
        var family = node?.Text(256);
        if (family is not null && ReferenceEquals(ModelFamilies.Of(family), ModelFamilies.Unknown))
        {
            node!.Refuse($"{DocumentPath.Quote(family)} is not the name of a Claude model. Write one such as \"claude-sonnet-4-5\", or remove the property.");
        }

        return family;
    }

    // In the order of the table, so that the same set always makes the same bytes.
    private static List<string>? Effort(Node? node)
    {
        if (node?.Items() is not { } items)
        {
            return null;
        }

        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Word(TranslationWords.Effort) is { } word && !words.Add(word))
            {
                item.Refuse("is there twice. Keep one of the two.");
            }
        }

        return [.. TranslationWords.Effort.Words.Where(words.Contains)];
    }
}
