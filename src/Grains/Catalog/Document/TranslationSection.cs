using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads what an alias says about translations. Its properties stand beside the targets.</summary>
internal static class TranslationSection
{
    /// <summary>Above the output of any model; a limit beyond it is a slip of the keyboard.</summary>
    public const int MostTokens = 1_000_000;

    private const int MostContinuations = 20;

    public static TranslationDefinition Read(Section section)
    {
        var defaults = new TranslationDefinition();
        return new TranslationDefinition
        {
            OnUnsupported = section["onUnsupported"]?.Word(TranslationWords.OnUnsupported) ?? defaults.OnUnsupported,
            ExposeReasoning = section["exposeReasoning"]?.Flag() ?? defaults.ExposeReasoning,
            DefaultMaxTokens = section["defaultMaxTokens"]?.Number(1, MostTokens),
            ClampMaxTokens = section["clampMaxTokens"]?.Flag() ?? defaults.ClampMaxTokens,
            Prefill = section["prefill"]?.Word(TranslationWords.Prefill) ?? defaults.Prefill,
            SystemPlacement = section["systemPlacement"]?.Word(TranslationWords.SystemPlacement) ?? defaults.SystemPlacement,
            AutoCache = section["autoCache"]?.Flag() ?? defaults.AutoCache,
            SendUser = section["sendUser"]?.Flag() ?? defaults.SendUser,
            MaxPauseContinuations = section["maxPauseContinuations"]?.Number(0, MostContinuations) ?? defaults.MaxPauseContinuations,
        };
    }

    /// <summary>One of a few words.</summary>
    public static string? Word<T>(this Node node, WordTable<T> table)
    {
        var word = node.RawText();
        if (word is null || table.Words.Contains(word))
        {
            return word;
        }

        node.Refuse($"{DocumentPath.Quote(word)} is not a value of this property. {Spelling.Hint(word, table.Words, "")}");
        return null;
    }
}
