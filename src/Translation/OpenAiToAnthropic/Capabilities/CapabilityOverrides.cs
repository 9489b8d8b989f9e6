namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>What an operator knows better than the table: the <c>capabilities</c> of a backend. Null keeps the table's value.</summary>
public sealed record CapabilityOverrides
{
    public int? MaxOutputTokens { get; init; }

    public SamplingSupport? Sampling { get; init; }

    public bool? BudgetThinking { get; init; }

    public bool? AdaptiveThinking { get; init; }

    public bool? ThinksByDefault { get; init; }

    public ThinkingOff? ThinkingOff { get; init; }

    public bool? HidesThinking { get; init; }

    public EffortLevels? Effort { get; init; }

    public bool? ForcedToolChoice { get; init; }

    public bool? Prefill { get; init; }

    public bool? StructuredOutput { get; init; }

    public bool? StrictTools { get; init; }

    public bool? MidConversationSystem { get; init; }

    public bool? PriorityTier { get; init; }

    public ModelCapabilities Over(ModelCapabilities table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new()
        {
            MaxOutputTokens = MaxOutputTokens ?? table.MaxOutputTokens,
            Sampling = Sampling ?? table.Sampling,
            BudgetThinking = BudgetThinking ?? table.BudgetThinking,
            AdaptiveThinking = AdaptiveThinking ?? table.AdaptiveThinking,
            ThinksByDefault = ThinksByDefault ?? table.ThinksByDefault,
            ThinkingOff = ThinkingOff ?? table.ThinkingOff,
            HidesThinking = HidesThinking ?? table.HidesThinking,
            Effort = Effort ?? table.Effort,
            ForcedToolChoice = ForcedToolChoice ?? table.ForcedToolChoice,
            Prefill = Prefill ?? table.Prefill,
            StructuredOutput = StructuredOutput ?? table.StructuredOutput,
            StrictTools = StrictTools ?? table.StrictTools,
            MidConversationSystem = MidConversationSystem ?? table.MidConversationSystem,
            PriorityTier = PriorityTier ?? table.PriorityTier,
        };
    }
}
