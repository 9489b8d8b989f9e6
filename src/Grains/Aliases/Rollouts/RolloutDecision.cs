namespace Orleans.Gateway.Grains.Aliases.Rollouts;

internal enum RolloutMove
{
    Wait,

    /// <summary>On to the next share.</summary>
    Advance,

    /// <summary>All steps are done: the canary gets its place.</summary>
    Finish,

    /// <summary>The canary is worse than the rest.</summary>
    TakeBack,
}

/// <param name="Why">In one sentence, for the history.</param>
internal readonly record struct RolloutDecision(RolloutMove Move, string Why);
