namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>The one table of what each model family takes. A backend can override any cell; nothing else looks at model names.</summary>
public static class ModelFamilies
{
    /// <summary>A server that speaks Messages and is not Claude: nothing is sent to it that the first version of the API did not have.</summary>
    public static ModelCapabilities Unknown { get; } = new() { Sampling = SamplingSupport.All, Prefill = true };

    private static readonly ModelCapabilities Claude3 = new()
    {
        MaxOutputTokens = 4_096,
        Sampling = SamplingSupport.All,
        Prefill = true,
        PriorityTier = true,
    };

    private static readonly ModelCapabilities Claude35 = Claude3 with { MaxOutputTokens = 8_192 };
    private static readonly ModelCapabilities Claude37 = Claude3 with { MaxOutputTokens = 64_000, BudgetThinking = true };
    private static readonly ModelCapabilities Opus4 = Claude37 with { MaxOutputTokens = 32_000 };
    private static readonly ModelCapabilities Opus41 = Opus4 with { Sampling = SamplingSupport.One, StructuredOutput = true, StrictTools = true };
    private static readonly ModelCapabilities Claude45 = Opus41 with { MaxOutputTokens = 64_000 };
    private static readonly ModelCapabilities Opus45 = Claude45 with { Effort = EffortLevels.UpToHigh };

    private static readonly ModelCapabilities Claude46 = Claude45 with
    {
        MaxOutputTokens = 128_000,
        AdaptiveThinking = true,
        Effort = EffortLevels.UpToHigh | EffortLevels.Max,
        Prefill = false,
    };

    private static readonly ModelCapabilities Opus47 = Claude46 with
    {
        Sampling = SamplingSupport.None,
        BudgetThinking = false,
        Effort = EffortLevels.All,
        HidesThinking = true,
    };

    private static readonly ModelCapabilities Opus48 = Opus47 with { MidConversationSystem = true };
    private static readonly ModelCapabilities Sonnet5 = Opus47 with { ThinksByDefault = true, ThinkingOff = ThinkingOff.Disabled };
    private static readonly ModelCapabilities Opus5 = Sonnet5 with { MidConversationSystem = true };
    private static readonly ModelCapabilities Haiku55 = Opus5 with { PriorityTier = false };
    private static readonly ModelCapabilities Sonnet55 = Haiku55 with { ThinkingOff = ThinkingOff.BetweenTools, ForcedToolChoice = false };

    /// <summary>Also what a Claude model that is not in the table is taken for: the newest behaviour, where older requests fail loudly.</summary>
    private static readonly ModelCapabilities Newest = Haiku55 with { ThinkingOff = ThinkingOff.Impossible, ForcedToolChoice = false };

    // The first row whose family fits (empty: any) and whose version is not above the model's.
    private static readonly (string Family, int Version, ModelCapabilities Capabilities)[] Rows =
    [
        ("fable", 0, Newest),
        ("mythos", 0, Newest),
        ("opus", 56, Newest),
        ("opus", 55, Newest),
        ("opus", 50, Opus5),
        ("opus", 48, Opus48),
        ("opus", 47, Opus47),
        ("opus", 46, Claude46),
        ("opus", 45, Opus45),
        ("opus", 41, Opus41),
        ("opus", 40, Opus4),
        ("sonnet", 56, Newest),
        ("sonnet", 55, Sonnet55),
        ("sonnet", 50, Sonnet5),
        ("sonnet", 46, Claude46),
        ("sonnet", 45, Claude45),
        ("sonnet", 40, Claude37),
        ("haiku", 56, Newest),
        ("haiku", 55, Haiku55),
        ("haiku", 50, Sonnet5),
        ("haiku", 45, Claude45),
        ("", 40, Newest),
        ("", 37, Claude37),
        ("", 35, Claude35),
        ("", 10, Claude3),
    ];

    /// <summary>What a backend's model name tells. A deployment name that tells nothing is <see cref="Unknown"/>: say more in the backend.</summary>
    /// <param name="model">For example <c>claude-opus-4-5-20251101</c>, <c>anthropic/claude-sonnet-4.6</c>, <c>claude-3-7-sonnet@20250219</c>.</param>
    public static ModelCapabilities Of(string model)
    {
        ArgumentNullException.ThrowIfNull(model);

        var start = model.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return Unknown;
        }

        var (family, version) = Parse(model[(start + "claude".Length)..]);
        if (version == 0 && family is not ("fable" or "mythos"))
        {
            return Newest;
        }

        foreach (var row in Rows)
        {
            if ((row.Family.Length == 0 || row.Family == family) && row.Version <= version)
            {
                return row.Capabilities;
            }
        }

        return Newest;
    }

    // "-3-5-sonnet-20241022" and "-sonnet-4.6" alike: the words are the family, the one- and two-digit numbers the version, longer ones a date.
    private static (string Family, int Version) Parse(string name)
    {
        var family = "";
        var version = 0;
        var digits = 0;
        foreach (var part in name.Split('-', '.', '@', ':', '_', '/'))
        {
            if (part.Length is 1 or 2 && int.TryParse(part, out var number) && digits < 2)
            {
                version = digits == 0 ? number * 10 : version + Math.Min(number, 9);
                digits++;
            }
            else if (family.Length == 0 && part.Length > 2 && char.IsAsciiLetter(part[0]))
            {
                family = part.ToLowerInvariant();
            }
        }

        return (family, version);
    }
}
