using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;

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
    private CircuitDefinition _definition = CircuitRules.Default.Definition;
    private long _version;
    private TimeSpan _followed;
    private long _lease;
    private long _evidenceFrom;
    private bool _isAdopted;

    /// <summary>Of what is published: grows with each change.</summary>
    public long Version { get; private set; }

    public CircuitMode Mode { get; private set; }

    public string? LastError { get; private set; }

    public int? LastStatus { get; private set; }

    public Circuit Circuit => _circuit;

    /// <summary>Begins anew, closed, with what an operator has set. Not a change to publish when nothing was open.</summary>
    /// <param name="definition">What was written last: the best guess until a silo says by what it goes.</param>
    public bool Begin(CircuitDefinition definition, CircuitMode mode, TimeSpan now)
    {
        (_definition, _rules, _version) = (definition, RulesOf(definition), 0);
        return Set(mode, now);
    }

    /// <summary>What an operator has set. Evidence is gathered anew, from closed on.</summary>
    public bool Set(CircuitMode mode, TimeSpan now)
    {
        var changed = mode != Mode || _circuit.Phase is not CircuitPhase.Closed;
        Mode = mode;
        _silos.Clear();
        return changed && MoveTo(_circuit.Phase is CircuitPhase.Closed ? _circuit with { Since = now } : _circuit.Close(now, _rules), always: true);
    }

    /// <summary>
    /// Takes in by which definition a silo goes. It is the one that was published, as against the one that was written last; and the only way to
    /// know it that needs no memory and no call. With another version the circuit begins closed: it is to be tried whether things are better now.
    /// Returns whether there is something to publish.
    /// </summary>
    /// <param name="version">Of the backend's definition.</param>
    public bool Follow(long version, CircuitDefinition definition, TimeSpan now)
    {
        if (version == _version && SameContent.Of(definition, _definition))
        {
            _followed = now;
            return false;
        }

        if (version < _version && now - _followed < Forget)
        {
            return false; // A laggard. When nobody goes by the later one any more, the store was restored.
        }

        var isAnother = _version > 0 && version != _version;
        (_definition, _rules, _version, _followed) = (definition, RulesOf(definition), version, now);
        _silos.Clear();
        return (isAnother || !_rules.IsEnabled) && _circuit.Phase is not CircuitPhase.Closed && MoveTo(_circuit.Close(now, _rules));
    }

    /// <summary>What a silo has seen. Returns whether there is something to publish.</summary>
    public bool Report(BackendReport report, TimeSpan now)
    {
        if (report.LastError is not null)
        {
            (LastError, LastStatus) = (report.LastError, report.LastStatus);
        }

        // What was seen before the circuit last changed, or by other rules, is no evidence about now.
        if (report is { Silo: { } silo, Definition: > 0 } && report.Definition == _version && report.Health >= _evidenceFrom)
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

    private static CircuitRules RulesOf(CircuitDefinition definition)
    {
        try
        {
            return CircuitRules.Of(definition);
        }
        catch (ArgumentException)
        {
            return CircuitRules.Default; // Written by a newer version; the silos of this one leave the backend out.
        }
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
