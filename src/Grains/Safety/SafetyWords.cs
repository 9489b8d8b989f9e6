using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>Every choice among words that a document offers about content safety.</summary>
internal static class SafetyWords
{
    /// <summary>The highest severity of each scale.</summary>
    public static WordTable<int> OutputTypes { get; } = new((SafetyOutputTypes.Four, 6), (SafetyOutputTypes.Eight, 7));

    /// <summary>Whether what cannot be judged passes.</summary>
    public static WordTable<bool> OnFailure { get; } = new(("refuse", false), ("allow", true));

    /// <summary>What the service calls the categories.</summary>
    public static WordTable<string> Categories { get; } = new(
        (SafetyCategories.Hate, "Hate"), (SafetyCategories.SelfHarm, "SelfHarm"), (SafetyCategories.Sexual, "Sexual"), (SafetyCategories.Violence, "Violence"));
}
