using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>
/// The circuit of one backend, as a value: of one silo in its gate, of the cluster in the backend's owner. Reads no clock; times are those of
/// a monotonic clock of the process.
/// </summary>
/// <remarks>
/// <code>
///            a rule is met, or the provider asks for it           Until is over
///   Closed ────────────────────────────────────────────▶ Open ─────────────────▶ HalfOpen (one probe, as a lease up to Until)
///     ▲                                                   ▲ ▲                       │    │    │
///     └────────────────── the probe succeeds ─────────────┼─┼───────────────────────┘    │    │
///                                                         │ └── the probe fails: longer ─┘    │
///                                                         └──── nothing was learned: at once ─┘
/// </code>
/// Each transition begins a new generation, and an outcome of an earlier one changes nothing. A probe that never reports back (its silo died) is
/// replaced by another when its lease runs out.
/// </remarks>
/// <param name="Since">When the phase began.</param>
/// <param name="Until">Open: when it may be tried again. HalfOpen: the end of the lease. Closed: until when earlier trips make the next one longer.</param>
/// <param name="Reason">Why it is open; closed: why it was open last.</param>
/// <param name="Trips">Openings for that reason without a time of health in between.</param>
internal readonly record struct Circuit(CircuitPhase Phase, CircuitReason Reason, long Generation, TimeSpan Since, TimeSpan Until, int Trips)
{
    /// <summary>Whether a probe may go out.</summary>
    public bool IsDue(TimeSpan now) => Phase is not CircuitPhase.Closed && now >= Until;

    /// <summary>Too many failures. Opens what is closed; what is open stays as it is: calls from before say nothing new.</summary>
    public Circuit Trip(TimeSpan now, CircuitRules rules) =>
        Phase is CircuitPhase.Closed ? Open(now, rules.TripAfter(Earlier(now, CircuitReason.Failures)), CircuitReason.Failures) : this;

    /// <summary>The provider's own word. A time that is over sooner than what is in force changes nothing.</summary>
    public Circuit Rest(TimeSpan now, CoolDown coolDown) => Phase switch
    {
        CircuitPhase.Closed => Open(now, coolDown.For, coolDown.Reason),
        CircuitPhase.Open when now + coolDown.For > Until => this with { Until = now + coolDown.For, Reason = coolDown.Reason },
        _ => this,
    };

    /// <summary>Asks for the probe. Granted when <see cref="IsDue"/>; its outcome is to be told under the new generation.</summary>
    /// <param name="lease">How long the probe may take before another is let out.</param>
    public Circuit Probe(TimeSpan now, TimeSpan lease) =>
        IsDue(now) ? this with { Phase = CircuitPhase.HalfOpen, Generation = Generation + 1, Since = now, Until = now + lease } : this;

    /// <summary>Takes in how a probe went.</summary>
    /// <param name="generation">That of the probe's permission.</param>
    public Circuit Settle(long generation, ProbeOutcome outcome, CoolDown? coolDown, TimeSpan now, CircuitRules rules)
    {
        if (generation != Generation || Phase is not CircuitPhase.HalfOpen)
        {
            return this;
        }

        return outcome switch
        {
            ProbeOutcome.Answered => Close(now, rules),
            ProbeOutcome.Failed when coolDown is { } asked => Open(now, asked.For, asked.Reason),
            ProbeOutcome.Failed => Open(now, rules.TripAfter(Earlier(now, CircuitReason.Failures)), CircuitReason.Failures),
            _ => this with { Phase = CircuitPhase.Open, Generation = Generation + 1, Since = now, Until = now },
        };
    }

    /// <summary>Closes, whatever it was. For as long as it was open last, a new trip counts as one more of the same.</summary>
    public Circuit Close(TimeSpan now, CircuitRules rules) =>
        new(CircuitPhase.Closed, Reason, Generation + 1, now, now + (Reason is CircuitReason.RateLimited ? rules.RestAfter(Trips - 1) : rules.TripAfter(Trips - 1)), Trips);

    /// <summary>The openings for a reason that make the next one for it longer.</summary>
    public int Earlier(TimeSpan now, CircuitReason reason) => Reason == reason && (Phase is not CircuitPhase.Closed || now < Until) ? Trips : 0;

    /// <summary>Follows what the owner of the backend has published. What is open here for longer stays so.</summary>
    public Circuit Follow(BackendHealth health, TimeSpan now, CircuitRules rules)
    {
        if (health.Phase is CircuitPhase.Closed)
        {
            return Phase is CircuitPhase.Closed ? this : Close(now, rules);
        }

        var until = now + health.ReopensIn;
        return new(
            CircuitPhase.Open,
            health.Reason,
            Generation + 1,
            now - health.For,
            Phase is CircuitPhase.Open && Until > until ? Until : until,
            health.Trips);
    }

    private Circuit Open(TimeSpan now, TimeSpan duration, CircuitReason reason) =>
        new(CircuitPhase.Open, reason, Generation + 1, now, now + duration, Earlier(now, reason) + 1);
}
