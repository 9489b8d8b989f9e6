using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>The answer to a call that would go out: its pass, or why it may not.</summary>
/// <param name="Pass">To be settled exactly once; means nothing when there is a refusal.</param>
/// <param name="Refusal">Null: the call may go out.</param>
internal readonly record struct GateEntry(GatePass Pass, GateRefusal? Refusal);

/// <param name="Wait">When it may be worth to come again.</param>
internal readonly record struct GateRefusal(GateRefusalReason Reason, TimeSpan Wait);

internal enum GateRefusalReason
{
    /// <summary>The backend failed, or an operator keeps it open.</summary>
    Open,

    /// <summary>The provider asked to be left alone.</summary>
    RateLimited,

    /// <summary>A probe is being arranged for: this call, or one right after it, may be the one.</summary>
    HalfOpen,

    /// <summary>As many calls are out as may be.</summary>
    Full,
}

/// <summary>
/// The right of one call to be out. Kept in one variable and settled there: <see cref="Settle"/> acts the first time only.
/// </summary>
internal struct GatePass(Gate gate, long generation, long? lease)
{
    private Gate? _gate = gate;

    /// <summary>The call tries out a backend that was open: its outcome decides for all.</summary>
    public readonly bool IsProbe => lease is not null;

    /// <summary>What to call at the first content of the answer, so that a long stream does not keep the others waiting; null for any call but a probe.</summary>
    public readonly Action? Answered => _gate is { } mine && lease is { } under ? Tell(mine, generation, under) : null;

    /// <summary>The call has ended.</summary>
    public void Settle(in GateOutcome outcome)
    {
        if (_gate is { } mine)
        {
            _gate = null;
            mine.Settle(generation, lease, outcome);
        }
    }

    // In a method of its own: what a lambda holds is made where its method begins, for every call.
    private static Action Tell(Gate gate, long generation, long lease) => () => gate.ProbeAnswered(generation, lease);
}

/// <summary>What a call that was out says about its backend.</summary>
/// <param name="Failure">Null: it answered, or was abandoned.</param>
/// <param name="FirstContent">From the start of the call; null where none came, and for whole answers.</param>
internal readonly record struct GateOutcome(AttemptOutcome Outcome, ProviderFailure? Failure = null, TimeSpan? FirstContent = null);
