namespace Orleans.Gateway.Grains.Safety;

/// <summary>What a text was found to be.</summary>
/// <param name="Kind">Whether it may pass.</param>
/// <param name="Category">What blocks it: a word of <c>categories</c>, <c>blocklist</c> or <c>promptAttack</c>; null when nothing does.</param>
/// <param name="RetryAfter">Of a text that could not be judged: when its service wants to be asked again; null where it did not say.</param>
internal readonly record struct SafetyVerdict(SafetyVerdictKind Kind, string? Category = null, TimeSpan? RetryAfter = null)
{
    public const string Blocklist = "blocklist";
    public const string PromptAttack = "promptAttack";

    public static SafetyVerdict Unknown => default;

    public static SafetyVerdict Clean => new(SafetyVerdictKind.Clean);

    public static SafetyVerdict Blocked(string category) => new(SafetyVerdictKind.Blocked, category);
}

internal enum SafetyVerdictKind
{
    /// <summary>It could not be judged.</summary>
    Unknown,
    Clean,
    Blocked,
}
