namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>What one model behind a Messages endpoint takes, and what it answers with a 400. Defaults: <see cref="ModelFamilies"/>.</summary>
public sealed record ModelCapabilities
{
    /// <summary>Output tokens at most; null where unknown.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Which of <c>temperature</c>, <c>top_p</c> and <c>top_k</c> may be sent.</summary>
    public SamplingSupport Sampling { get; init; }

    /// <summary>Whether <c>thinking: enabled</c> with a token budget is taken.</summary>
    public bool BudgetThinking { get; init; }

    /// <summary>Whether <c>thinking: adaptive</c> is taken.</summary>
    public bool AdaptiveThinking { get; init; }

    /// <summary>Whether the model can think at all.</summary>
    public bool Thinks => BudgetThinking || AdaptiveThinking;

    /// <summary>Whether the model thinks when nothing was asked for.</summary>
    public bool ThinksByDefault { get; init; }

    /// <summary>How thinking is turned off.</summary>
    public ThinkingOff ThinkingOff { get; init; }

    /// <summary>Whether thinking is left out of answers unless <c>display: summarized</c> asks for it.</summary>
    public bool HidesThinking { get; init; }

    /// <summary>The values that <c>output_config.effort</c> takes, as one set.</summary>
    public EffortLevels Effort { get; init; }

    /// <summary>Whether <c>tool_choice</c> may be <c>any</c> or <c>tool</c>.</summary>
    public bool ForcedToolChoice { get; init; } = true;

    /// <summary>Whether a conversation may end with a started assistant turn.</summary>
    public bool Prefill { get; init; }

    /// <summary>Whether <c>output_config.format</c> takes a JSON schema.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>Whether tools take <c>strict</c>.</summary>
    public bool StrictTools { get; init; }

    /// <summary>Whether <c>role: system</c> is taken inside <c>messages</c>.</summary>
    public bool MidConversationSystem { get; init; }

    /// <summary>Whether <c>service_tier</c> is taken.</summary>
    public bool PriorityTier { get; init; }
}

public enum SamplingSupport
{
    /// <summary>Any of them is a 400.</summary>
    None,

    /// <summary><c>temperature</c> or <c>top_p</c>, not both.</summary>
    One,

    /// <summary>All of them together.</summary>
    All,
}

public enum ThinkingOff
{
    /// <summary>By not asking for it.</summary>
    Omit,

    /// <summary>By <c>thinking: disabled</c>, which takes no effort above <c>high</c>.</summary>
    Disabled,

    /// <summary>By <c>thinking: between_tools</c>.</summary>
    BetweenTools,

    /// <summary>Not at all: the model always thinks.</summary>
    Impossible,
}

[Flags]
public enum EffortLevels
{
    None = 0,
    Low = 1,
    Medium = 2,
    High = 4,
    ExtraHigh = 8,
    Max = 16,
    UpToHigh = Low | Medium | High,
    All = UpToHigh | ExtraHigh | Max,
}
