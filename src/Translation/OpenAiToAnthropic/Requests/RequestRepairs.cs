using Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>
/// What recognised 400s of a backend taught about it, beyond its table of capabilities. The default is: nothing yet.
/// The same client request with the same repairs always gives the same bytes.
/// </summary>
public readonly record struct RequestRepairs
{
    public RepairFlags Flags { get; init; }

    /// <summary>The efforts that the provider listed as supported; <see cref="EffortLevels.None"/>: nothing learned.</summary>
    public EffortLevels Efforts { get; init; }

    /// <summary>The model's output limit as the provider stated it; applied only where the client named no limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Values of <c>anthropic-beta</c> to leave out, separated by commas.</summary>
    public string? DroppedBetas { get; init; }

    /// <summary>
    /// The part that is true of the model and worth remembering for its other requests. The rest was the fault of one history, user or schema, or of
    /// betas that a client has asked for.
    /// </summary>
    public RequestRepairs Lasting(MessagesTarget target) => this with
    {
        DroppedBetas = DroppedBetas?.Split(',').Where(beta => Betas.AreOwn(beta, target)).ToArray() is { Length: > 0 } own ? string.Join(',', own) : null,
        Flags = Flags & ~(RepairFlags.NoThinkingBlocks | RepairFlags.NoThinkingInToolLoop | RepairFlags.NoUser
            | (Has(RepairFlags.NoStrictTools) && Has(RepairFlags.NoStructuredOutput) ? RepairFlags.NoStrictTools | RepairFlags.NoStructuredOutput : 0)),
    };

    /// <summary>What two of them teach together.</summary>
    public RequestRepairs And(RequestRepairs more) => new()
    {
        Flags = Flags | more.Flags,
        Efforts = more.Efforts == EffortLevels.None ? Efforts : more.Efforts,
        MaxTokens = more.MaxTokens < MaxTokens || MaxTokens is null ? more.MaxTokens : MaxTokens,
        DroppedBetas = DroppedBetas is null || more.DroppedBetas is null
            ? DroppedBetas ?? more.DroppedBetas
            : string.Join(',', DroppedBetas.Split(',').Union(more.DroppedBetas.Split(','), StringComparer.Ordinal)),
    };

    public bool Has(RepairFlags flag) => (Flags & flag) != 0;

    /// <summary>Puts what was learned on top of what the table says.</summary>
    internal ModelCapabilities Over(ModelCapabilities table)
    {
        if (this == default)
        {
            return table;
        }

        return table with
        {
            MaxOutputTokens = MaxTokens ?? table.MaxOutputTokens,
            Sampling = Has(RepairFlags.NoSampling) ? SamplingSupport.None : Has(RepairFlags.OneSampling) ? SamplingSupport.One : table.Sampling,
            BudgetThinking = !Has(RepairFlags.NoThinking) && (Has(RepairFlags.BudgetThinking) || (table.BudgetThinking && !Has(RepairFlags.AdaptiveThinking))),
            AdaptiveThinking = !Has(RepairFlags.NoThinking) && (Has(RepairFlags.AdaptiveThinking) || (table.AdaptiveThinking && !Has(RepairFlags.BudgetThinking))),
            ThinkingOff = Has(RepairFlags.ThinkingAlwaysOn) ? ThinkingOff.Impossible : table.ThinkingOff,
            HidesThinking = table.HidesThinking && !Has(RepairFlags.NoDisplay),
            Effort = Has(RepairFlags.NoEffort) ? EffortLevels.None
                : Efforts != EffortLevels.None ? Efforts
                : table.Effort == EffortLevels.None && Has(RepairFlags.AdaptiveThinking) ? EffortLevels.UpToHigh
                : table.Effort,
            ForcedToolChoice = table.ForcedToolChoice && !Has(RepairFlags.NoForcedToolChoice),
            Prefill = table.Prefill && !Has(RepairFlags.NoPrefill),
            StructuredOutput = table.StructuredOutput && !Has(RepairFlags.NoStructuredOutput),
            StrictTools = table.StrictTools && !Has(RepairFlags.NoStrictTools),
            MidConversationSystem = table.MidConversationSystem && !Has(RepairFlags.NoMidConversationSystem),
            PriorityTier = table.PriorityTier && !Has(RepairFlags.NoServiceTier),
        };
    }
}

[Flags]
public enum RepairFlags
{
    None = 0,
    NoSampling = 1,
    OneSampling = 1 << 1,

    /// <summary>Adaptive thinking instead of a budget.</summary>
    AdaptiveThinking = 1 << 2,

    /// <summary>A budget instead of adaptive thinking.</summary>
    BudgetThinking = 1 << 3,

    /// <summary><c>thinking: disabled</c> is refused.</summary>
    ThinkingAlwaysOn = 1 << 4,

    /// <summary>No <c>thinking</c> in a request that forces a tool call.</summary>
    NoThinkingWhenForced = 1 << 5,

    /// <summary>The history's thinking blocks are left out: they are bound to another conversation or another model.</summary>
    NoThinkingBlocks = 1 << 6,

    /// <summary>No <c>thinking</c> while the history lacks thinking blocks.</summary>
    NoThinkingInToolLoop = 1 << 7,
    NoForcedToolChoice = 1 << 8,
    NoMidConversationSystem = 1 << 9,
    NoStrictTools = 1 << 10,
    NoStructuredOutput = 1 << 11,
    NoEffort = 1 << 12,
    NoDisplay = 1 << 13,
    NoServiceTier = 1 << 14,
    NoPrefill = 1 << 15,
    NoUser = 1 << 16,

    /// <summary>The model takes neither form of thinking.</summary>
    NoThinking = 1 << 17,
}
