using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>
/// The circuit of a backend for the whole cluster, with what opens it: the evidence of all silos, the providers' own word, and an operator.
/// Decides; its owner publishes after each change. Not thread-safe.
/// </summary>
internal sealed class ClusterCircuit
{
    /// <summary>A silo without a report for this long is gone, or has no traffic that counts.</summary>
    private static readonly TimeSpan Forget = Evidence.Traffic;

    private readonly Dictionary<string, (Evidence Evidence, TimeSpan Seen)> _silos = [];
    private CircuitRules _rules = CircuitRules.Default;
    private Circuit _circuit;
    private long _definition;
    private long _lease;
    private long _evidenceFrom;
    private bool _isAdopted;

    /// <summary>Of what is published: grows with each change.</summary>
    public long Version { get; private set; }

    public CircuitMode Mode { get; private set; }

    public string? LastError { get; private set; }

    public int? LastStatus { get; private set; }

    public Circuit Circuit => _circuit;

    /// <summary>Takes in a definition and what an operator has set. Not a change to publish when nothing was open.</summary>
    public bool Configure(CircuitRules rules, long version, CircuitMode mode, TimeSpan now)
    {
        var changed = mode != Mode || _circuit.Phase is not CircuitPhase.Closed;
        (_rules, _definition, Mode) = (rules, version, mode);
        _silos.Clear();
        return changed && MoveTo(_circuit.Phase is CircuitPhase.Closed ? _circuit : _circuit.Close(now, rules), always: true);
    }

    /// <summary>What a silo has seen. Returns whether there is something to publish.</summary>
    public bool Report(BackendReport report, TimeSpan now)
    {
        if (report.LastError is not null)
        {
            (LastError, LastStatus) = (report.LastError, report.LastStatus);
        }

        // What was seen before the circuit last changed, or by other rules, is no evidence about now.
        if (report.Silo is { } silo && report.Definition == _definition && report.Health >= _evidenceFrom)
        {
            var evidence = _silos.TryGetValue(silo, out var known) ? known.Evidence : new Evidence(_rules);
            evidence.Add(report.Calls, report.Rules, now);
            _silos[silo] = (evidence, now);
        }

        if (Mode is not CircuitMode.Auto || !_rules.IsEnabled)
        {
            return false;
        }

        var next = _circuit.Phase is CircuitPhase.Closed && IsMet(now) ? _circuit.Trip(now, _rules) : _circuit;
        if (report.CoolDown is { } rest)
        {
            next = next.Rest(now, rest);
        }

        return MoveTo(next);
    }

    /// <summary>A silo would try the backend again.</summary>
    public (ProbeLease Answer, bool Changed) Acquire(TimeSpan now)
    {
        if (Mode is CircuitMode.Open)
        {
            return (new(false, 0, CircuitRules.ProbeLook), false);
        }

        if (Mode is CircuitMode.Closed || _circuit.Phase is CircuitPhase.Closed)
        {
            return (new(true, 0, CircuitRules.ProbeLease), false);
        }

        if (!_circuit.IsDue(now))
        {
            var wait = _circuit.Until - now;
            return (new(false, 0, _circuit.Phase is CircuitPhase.HalfOpen && wait > CircuitRules.ProbeLook ? CircuitRules.ProbeLook : wait), false);
        }

        MoveTo(_circuit.Probe(now, CircuitRules.ProbeLease));
        _lease = Version;
        return (new(true, _lease, CircuitRules.ProbeLease), true);
    }

    public bool Settle(ProbeResult result, TimeSpan now)
    {
        if (result.Lease != _lease || _circuit.Phase is not CircuitPhase.HalfOpen)
        {
            return false; // The lease ran out, and another has it.
        }

        if (result.LastError is not null)
        {
            (LastError, LastStatus) = (result.LastError, result.LastStatus);
        }

        return MoveTo(_circuit.Settle(_circuit.Generation, result.Outcome, result.CoolDown, now, _rules));
    }

    /// <summary>
    /// A mirror knows a later version: this owner was activated anew. It goes on above it, and takes over that the backend is open. Returns
    /// whether there is something to publish.
    /// </summary>
    public bool Adopt(BackendHealth known, TimeSpan now)
    {
        if (known.Version < Version || (known.Version == Version && known.Phase == At(now, known.Silos).Phase))
        {
            return false;
        }

        // Two mirrors may remember different things: the later word wins, and where they are equally late, what was taken over first.
        var isLater = known.Version > Version;
        Version = known.Version;
        (LastError, LastStatus) = (LastError ?? known.LastError, LastStatus ?? known.LastStatus);
        var isOpen = known.Phase is not CircuitPhase.Closed && known.Reason is not CircuitReason.Manual;
        if (isLater && _rules.IsEnabled && (isOpen ? _circuit.Phase is CircuitPhase.Closed : _isAdopted))
        {
            (_circuit, _isAdopted) = (isOpen ? _circuit.Follow(known, now, _rules) : _circuit.Close(now, _rules), isOpen);
        }

        return Publish();
    }

    /// <summary>Makes the next version of what is published, for a change that is none of the circuit.</summary>
    public bool Publish()
    {
        Version++;
        return true;
    }

    /// <summary>What is published now.</summary>
    /// <param name="silos">That follow the backend.</param>
    public BackendHealth At(TimeSpan now, int silos)
    {
        var left = _circuit.Until > now ? _circuit.Until - now : TimeSpan.Zero;
        var health = new BackendHealth
        {
            Version = Version,
            For = now - _circuit.Since,
            Trips = _circuit.Trips,
            LastError = LastError,
            LastStatus = LastStatus,
            Mode = Mode,
            Silos = silos,
        };
        return Mode switch
        {
            CircuitMode.Open => health with { Phase = CircuitPhase.Open, Reason = CircuitReason.Manual },
            CircuitMode.Closed => health with { Phase = CircuitPhase.Closed },
            _ when _circuit.Phase is CircuitPhase.Closed => health with { Phase = CircuitPhase.Closed },
            _ => health with
            {
                Phase = _circuit.Phase,
                Reason = _circuit.Reason,
                // How long a probe takes nobody knows; whoever wants to know asks again soon.
                ReopensIn = _circuit.Phase is CircuitPhase.HalfOpen && left > CircuitRules.ProbeLook ? CircuitRules.ProbeLook : left,
            },
        };
    }

    private bool IsMet(TimeSpan now)
    {
        foreach (var silo in _silos.Where(entry => now - entry.Value.Seen > Forget).Select(entry => entry.Key).ToList())
        {
            _silos.Remove(silo);
        }

        for (var rule = 0; rule < _rules.All.Count; rule++)
        {
            SiloTally[] tallies = [.. _silos.Values
                .Select(silo => new SiloTally(silo.Evidence.CallsOf(now), silo.Evidence.Of(rule, now)))
                .Where(tally => tally.Calls > 0 || tally.Seen.Run > 0)];
            if (Quorum.IsMet(_rules.All[rule], tallies))
            {
                return true;
            }
        }

        return false;
    }

    private bool MoveTo(Circuit next, bool always = false)
    {
        if (next == _circuit && !always)
        {
            return false;
        }

        if (next.Phase is CircuitPhase.Closed)
        {
            foreach (var (evidence, _) in _silos.Values)
            {
                evidence.Closed(_circuit.Reason);
            }
        }

        Publish();
        _isAdopted = false;
        _evidenceFrom = next.Phase != _circuit.Phase ? Version : _evidenceFrom;
        _circuit = next;
        return true;
    }
}
