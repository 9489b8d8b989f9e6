using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What the service has found in a text, of which each policy makes its own verdict. All that is remembered of an answer.</summary>
/// <param name="IsListed">It holds a term of a block list. Then not every category was looked at.</param>
/// <param name="IsAttack">Of a shield: somebody tries to get around the model's instructions.</param>
internal readonly record struct SafetyFinding(bool IsListed = false, bool IsAttack = false)
{
    public const int MostSeverity = 14;

    /// <summary>Four bits for each category: one more than the severity; 0 where it was not looked at.</summary>
    private ushort Severities { get; init; }

    /// <summary>Null: it was not looked at.</summary>
    public int? Of(string category) => ((Severities >> Place(category)) & 0xF) is > 0 and var kept ? kept - 1 : null;

    /// <param name="severity">0 to <see cref="MostSeverity"/>.</param>
    public SafetyFinding With(string category, int severity) => this with { Severities = (ushort)(Severities | ((severity + 1) << Place(category))) };

    public SafetyVerdict Under(ContentSafetyDefinition definition)
    {
        if (IsAttack)
        {
            return SafetyVerdict.Blocked(SafetyVerdict.PromptAttack);
        }

        if (IsListed)
        {
            return SafetyVerdict.Blocked(SafetyVerdict.Blocklist);
        }

        foreach (var (category, threshold) in definition.Categories.OrderBy(category => category.Key, StringComparer.Ordinal))
        {
            if (Of(category) >= threshold)
            {
                return SafetyVerdict.Blocked(category);
            }
        }

        return SafetyVerdict.Clean;
    }

    private static int Place(string category) => category switch
    {
        SafetyCategories.Hate => 0,
        SafetyCategories.SelfHarm => 4,
        SafetyCategories.Sexual => 8,
        _ => 12,
    };
}
