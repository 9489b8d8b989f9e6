using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>
/// The provider's words for "this model does not take that", and what to do about each: models move faster than any table of them. At most one
/// repair for an answer; the same failure after the same repairs has no second one.
/// </summary>
public static partial class RepairRules
{
    // The first row whose words are all in the message.
    private static readonly (string[] Words, RepairFlags Flags)[] Rows =
    [
        (["cannot both be specified"], RepairFlags.OneSampling),
        (["temperature", "deprecated"], RepairFlags.NoSampling),
        (["top_p", "deprecated"], RepairFlags.NoSampling),
        (["top_k", "deprecated"], RepairFlags.NoSampling),
        (["thinking.type.enabled", "not supported"], RepairFlags.AdaptiveThinking),
        (["adaptive thinking is not supported"], RepairFlags.BudgetThinking),
        (["thinking.type.disabled", "not supported"], RepairFlags.ThinkingAlwaysOn),
        (["role 'system' is not supported"], RepairFlags.NoMidConversationSystem),
        (["Thinking may not be enabled when tool_choice forces"], RepairFlags.NoThinkingWhenForced),
        (["type \"tool\" and \"any\" are not supported"], RepairFlags.NoForcedToolChoice),
        (["bound to a different conversation"], RepairFlags.NoThinkingBlocks),
        (["Invalid", "signature", "thinking"], RepairFlags.NoThinkingBlocks),
        (["Expected `thinking` or `redacted_thinking`"], RepairFlags.NoThinkingInToolLoop),
        (["does not support assistant message prefill"], RepairFlags.NoPrefill),
        (["user_id appears to contain"], RepairFlags.NoUser),
        (["too complex"], RepairFlags.NoStrictTools | RepairFlags.NoStructuredOutput),
        (["Too many recursive definitions"], RepairFlags.NoStrictTools | RepairFlags.NoStructuredOutput),
        (["grammar is too large"], RepairFlags.NoStrictTools | RepairFlags.NoStructuredOutput),
    ];

    // By the whole name of the field that is one too many: a client's own fields have names that begin like these, and say nothing of the model.
    private static readonly Dictionary<string, RepairFlags> ExtraFields = new(StringComparer.Ordinal)
    {
        ["output_config"] = RepairFlags.NoEffort | RepairFlags.NoStructuredOutput,
        ["output_config.effort"] = RepairFlags.NoEffort,
        ["output_config.format"] = RepairFlags.NoStructuredOutput,
        ["thinking.display"] = RepairFlags.NoDisplay,
        ["thinking.adaptive.display"] = RepairFlags.NoDisplay,
        ["tools.#.strict"] = RepairFlags.NoStrictTools,
        ["tools.#.custom.strict"] = RepairFlags.NoStrictTools,
        ["service_tier"] = RepairFlags.NoServiceTier,
        ["metadata"] = RepairFlags.NoUser,
        ["metadata.user_id"] = RepairFlags.NoUser,
    };

    /// <param name="soFar">What the failed request was translated with.</param>
    /// <param name="sent">The failed request.</param>
    /// <returns>What to translate the client's request with again; null: no rule knows these words, or their repair is already in force.</returns>
    public static RequestRepairs? Match(ProviderFailure failure, RequestRepairs soFar, TranslatedRequest sent)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(sent);

        if (failure.RawMessage is not { Length: > 0 } message || failure.ProviderStatus is not (400 or 422))
        {
            return null;
        }

        var repaired = Learn(message, soFar, sent);
        return repaired == soFar ? null : repaired;
    }

    private static RequestRepairs Learn(string message, RequestRepairs soFar, TranslatedRequest sent)
    {
        if (Contains(message, "does not support effort") || Contains(message, "effort is not supported"))
        {
            return LearnEfforts(message, soFar);
        }

        if (sent.OwnMaxTokens && MaxTokens().Match(message) is { Success: true } limit
            && int.TryParse(limit.Groups[1].Value, CultureInfo.InvariantCulture, out var most) && most is > 0 && most < sent.MaxTokens)
        {
            return soFar with { MaxTokens = most };
        }

        if (Contains(message, "anthropic-beta"))
        {
            return DropBetas(message, soFar, sent);
        }

        if (ExtraField().Match(message) is { Success: true } extra)
        {
            return ExtraFields.TryGetValue(Index().Replace(extra.Groups[1].Value, ".#"), out var taught) ? soFar with { Flags = soFar.Flags | taught } : soFar;
        }

        foreach (var (words, flags) in Rows)
        {
            if (Array.TrueForAll(words, word => Contains(message, word)))
            {
                // Where even one sampling parameter is too much, none is left to send.
                var more = flags == RepairFlags.OneSampling && soFar.Has(flags) ? RepairFlags.NoSampling : flags;
                return soFar with { Flags = Without(soFar.Flags, more) | more };
            }
        }

        return soFar;
    }

    // A model that takes neither form of thinking must not be asked in turn for the one and the other.
    private static RepairFlags Without(RepairFlags flags, RepairFlags more) =>
        (flags & (RepairFlags.AdaptiveThinking | RepairFlags.BudgetThinking)) != 0
        && (more & (RepairFlags.AdaptiveThinking | RepairFlags.BudgetThinking)) != 0
            ? flags | RepairFlags.NoThinking
            : flags;

    private static RequestRepairs LearnEfforts(string message, RequestRepairs soFar)
    {
        var list = message.IndexOf("Supported levels", StringComparison.OrdinalIgnoreCase);
        var efforts = list < 0 ? EffortLevels.None : Efforts(message[list..]);
        return efforts == EffortLevels.None || efforts == soFar.Efforts
            ? soFar with { Flags = soFar.Flags | RepairFlags.NoEffort }
            : soFar with { Efforts = efforts };
    }

    private static EffortLevels Efforts(string list)
    {
        var levels = EffortLevels.None;
        foreach (Match word in Words().Matches(list))
        {
            levels |= word.Value.ToUpperInvariant() switch
            {
                "LOW" => EffortLevels.Low,
                "MEDIUM" => EffortLevels.Medium,
                "HIGH" => EffortLevels.High,
                "XHIGH" => EffortLevels.ExtraHigh,
                "MAX" => EffortLevels.Max,
                _ => EffortLevels.None,
            };
        }

        return levels;
    }

    private static RequestRepairs DropBetas(string message, RequestRepairs soFar, TranslatedRequest sent)
    {
        // Whole names: one can begin like another.
        var named = BetaNames().Matches(message).Select(name => name.Value.TrimEnd('.')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var refused = sent.Betas.Where(named.Contains).Order(StringComparer.Ordinal).ToArray();
        return refused.Length == 0
            ? soFar
            : soFar with { DroppedBetas = string.Join(',', (soFar.DroppedBetas?.Split(',') ?? []).Concat(refused).Distinct()) };
    }

    private static bool Contains(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"max_tokens: \d+ > (\d+), which is the maximum", RegexOptions.CultureInvariant)]
    private static partial Regex MaxTokens();

    [GeneratedRegex(@"^\W*([a-z_]+(?:\.[a-z0-9_]+)*): Extra inputs are not permitted", RegexOptions.CultureInvariant)]
    private static partial Regex ExtraField();

    [GeneratedRegex(@"\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Index();

    [GeneratedRegex("[a-zA-Z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex BetaNames();

    [GeneratedRegex("[a-zA-Z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
