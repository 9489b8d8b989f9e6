using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Catalog.Translations;

/// <summary>Turns what operators say about translations into what the translation reads. Called once for each version, never for a request.</summary>
internal static class TranslationSettings
{
    /// <exception cref="ArgumentException">A word that this version does not know.</exception>
    public static TranslationOptions Compile(this TranslationDefinition definition)
    {
        var options = new TranslationOptions
        {
            OnUnsupported = TranslationWords.OnUnsupported[definition.OnUnsupported],
            ExposeReasoning = definition.ExposeReasoning,
            DefaultMaxTokens = definition.DefaultMaxTokens,
            ClampMaxTokens = definition.ClampMaxTokens,
            PrefillMode = TranslationWords.Prefill[definition.Prefill],
            SystemPlacement = TranslationWords.SystemPlacement[definition.SystemPlacement],
            AutoCache = definition.AutoCache,
            SendUser = definition.SendUser,
            MaxPauseContinuations = definition.MaxPauseContinuations,
        };
        return options == TranslationOptions.Default ? TranslationOptions.Default : options;
    }

    /// <param name="model">What the backend is asked for.</param>
    /// <exception cref="ArgumentException">A word that this version does not know.</exception>
    public static MessagesTarget Target(this BackendDefinition definition, string model) => new()
    {
        Model = model,
        Capabilities = definition.Capabilities is { } known ? Overrides(known).Over(ModelFamilies.Of(known.Family ?? model)) : ModelFamilies.Of(model),
        Version = definition.AnthropicVersion ?? MessagesTarget.DefaultVersion,
        Betas = definition.Betas,
        StreamUpstream = TranslationWords.StreamUpstream[definition.StreamUpstream],
        AllowClientBetas = definition.AllowClientBetas,
        WebSearch = definition.WebSearch,
        AllowFileIds = definition.AllowFileIds,
    };

    private static CapabilityOverrides Overrides(CapabilitiesDefinition definition) => new()
    {
        MaxOutputTokens = definition.MaxOutputTokens,
        Sampling = definition.Sampling is { } sampling ? TranslationWords.Sampling[sampling] : null,
        BudgetThinking = definition.BudgetThinking,
        AdaptiveThinking = definition.AdaptiveThinking,
        ThinksByDefault = definition.ThinksByDefault,
        ThinkingOff = definition.ThinkingOff is { } off ? TranslationWords.ThinkingOff[off] : null,
        HidesThinking = definition.HidesThinking,
        Effort = definition.Effort?.Aggregate(EffortLevels.None, (levels, word) => levels | TranslationWords.Effort[word]),
        ForcedToolChoice = definition.ForcedToolChoice,
        Prefill = definition.Prefill,
        StructuredOutput = definition.StructuredOutput,
        StrictTools = definition.StrictTools,
        MidConversationSystem = definition.MidConversationSystem,
        PriorityTier = definition.PriorityTier,
    };
}
