using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends.Circuits;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>The circuit of a gate: its own evidence, what the owner publishes, and the probe.</summary>
public sealed partial class Gate
{
    /// <summary>What a client is told to wait for a backend that an operator keeps open: nobody knows when.</summary>
    private static readonly TimeSpan ManualWait = TimeSpan.FromMinutes(1);

    /// <summary>A permission that no call has used for this long goes back, so that another silo can probe.</summary>
    internal static readonly TimeSpan ProbeUse = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ProbeWait = TimeSpan.FromSeconds(1);

    private Evidence _evidence;
    private Circuit _circuit;
    private bool _byCluster;
    private BackendHealth _health = BackendHealth.Unknown;
    private bool _asking;
    private TaskCompletionSource? _answered;
    private (long Lease, TimeSpan UseBy, TimeSpan Until)? _permission;

    /// <summary>What is in force here, as of now.</summary>
    internal BackendHealth Health
    {
        get
        {
            lock (_lock)
            {
                var left = _circuit.Until - _gates.Now;
                return !_byCluster ? _health : _health with { ReopensIn = left > TimeSpan.Zero ? left : TimeSpan.Zero, For = _gates.Now - _circuit.Since };
            }
        }
    }

    private bool IsManual => _health.Mode is not CircuitMode.Auto;

    /// <summary>Takes in what the owner publishes, if it is newer. Returns the version that is in force afterwards.</summary>
    internal long Follow(BackendHealth health)
    {
        var effects = default(Effects);
        lock (_lock)
        {
            if (health.Version > _health.Version)
            {
                _health = health;
                Follow(health, ref effects);
                Serve(ref effects);
            }
        }

        effects.Run(this);
        return _health.Version;
    }

    /// <summary>The owner's answer to a question for the probe.</summary>
    /// <param name="answer">Null: the owner is out of reach, and this silo goes by itself.</param>
    internal void Granted(ProbeLease? answer)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            var now = _gates.Now;
            (waiting, _answered, _asking) = (_answered, null, false);
            if (answer is not { } lease || lease.Granted)
            {
                var (id, lasts) = answer is { } granted ? (granted.Lease, granted.For) : (0, CircuitRules.ProbeLease);
                _permission = (id, now + (lasts < ProbeUse ? lasts : ProbeUse), now + lasts);
                // The grant is the news that the circuit is half-open: a push of the same must not come after the probe's success.
                _health = id > _health.Version ? _health with { Version = id } : _health;
                if (_circuit.Phase is CircuitPhase.Open && _health.Phase is CircuitPhase.HalfOpen)
                {
                    _circuit = _circuit with { Until = now }; // The push was faster, and said no more than that a probe is out: this one.
                }
            }
            else if (_circuit.Phase is not CircuitPhase.Closed)
            {
                _circuit = _circuit with { Phase = CircuitPhase.Open, Until = now + lease.For };
            }
        }

        waiting?.TrySetResult();
    }

    /// <summary>Gives an unused permission back. To be called now and then.</summary>
    internal void Tend()
    {
        var effects = default(Effects);
        lock (_lock)
        {
            if (_permission is { } held && _gates.Now >= held.UseBy)
            {
                _permission = null;
                effects.Told = held.Lease > 0 ? new ProbeResult(held.Lease, ProbeOutcome.GivenBack, null, null, null) : null;
            }
        }

        effects.Run(this);
    }

    /// <summary>The probe's answer has begun: it need not end to tell how things are.</summary>
    internal void ProbeAnswered(long generation, long lease)
    {
        var effects = default(Effects);
        lock (_lock)
        {
            SettleProbe(generation, new ProbeResult(lease, ProbeOutcome.Answered, null, null, null), _gates.Now, ref effects);
            Serve(ref effects);
        }

        effects.Run(this);
    }

    private (GateState State, TimeSpan Wait) State(TimeSpan now) => _health.Mode switch
    {
        CircuitMode.Open => (GateState.Open, ManualWait),
        CircuitMode.Closed => (GateState.Closed, default),
        _ when _circuit.Phase is CircuitPhase.Closed => (GateState.Closed, default),
        _ when _circuit.IsDue(now) => (GateState.HalfOpen, default),
        // A probe of this silo is out: how long it takes nobody knows.
        _ when _circuit.Phase is CircuitPhase.HalfOpen && _circuit.Until - now > CircuitRules.ProbeLook => (GateState.Open, CircuitRules.ProbeLook),
        _ => (GateState.Open, _circuit.Until - now),
    };

    /// <summary>The permission to probe, if there is one; else it is asked for, once.</summary>
    private long? TakeProbe(TimeSpan now, ref Effects effects)
    {
        if (_permission is null && _gates.Link is null)
        {
            _permission = (0, now, now + CircuitRules.ProbeLease);
        }

        if (_permission is not { } held)
        {
            effects.Asks = !_asking;
            _answered ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asking = true;
            return null;
        }

        _permission = null;
        MoveTo(_circuit.Probe(now, held.Until - now), _byCluster, ref effects);
        return held.Lease;
    }

    private void Follow(BackendHealth health, ref Effects effects)
    {
        var now = _gates.Now;
        if (!_rules.IsEnabled || (health.Phase is CircuitPhase.HalfOpen && _circuit.Phase is CircuitPhase.HalfOpen))
        {
            return; // The probe that is out is this silo's own, for all that it knows.
        }

        // A cluster that is well says nothing about a network that only this silo has: what it opened itself it closes itself.
        if (health.Mode is CircuitMode.Closed)
        {
            MoveTo(_circuit.Phase is CircuitPhase.Closed ? _circuit : _circuit.Close(now, _rules), byCluster: false, ref effects);
        }
        else if (health.Phase is not CircuitPhase.Closed || _byCluster)
        {
            MoveTo(_circuit.Follow(health, now, _rules), byCluster: health.Phase is not CircuitPhase.Closed, ref effects);
        }
    }

    private void Learn(long generation, long? lease, in GateOutcome outcome, TimeSpan now, ref Effects effects)
    {
        var failure = outcome.Failure;
        if (failure is not null)
        {
            (_lastError, _lastStatus) = (failure.Kind, failure.ProviderStatus);
        }

        var rest = failure is null ? null : Rest.After(failure.Kind, failure.ProviderStatus, failure.RetryAfter, _circuit.Earlier(now, CircuitReason.RateLimited), _rules);
        if (lease is { } under)
        {
            var probe = outcome.Outcome switch
            {
                AttemptOutcome.Answered => ProbeOutcome.Answered,
                AttemptOutcome.Failed => ProbeOutcome.Failed,
                _ => ProbeOutcome.GivenBack,
            };
            SettleProbe(generation, new ProbeResult(under, probe, rest, failure is null ? null : FailureWords.Of(failure.Kind), failure?.ProviderStatus), now, ref effects);
            return;
        }

        if (_health.Mode is not CircuitMode.Auto || outcome.Outcome is AttemptOutcome.Abandoned)
        {
            return;
        }

        // An outcome from before the last transition counts for nothing, but for the provider's own word.
        if (_circuit.Phase is CircuitPhase.Closed && generation == _circuit.Generation && Count(failure, now))
        {
            MoveTo(_circuit.Trip(now, _rules), byCluster: false, ref effects);
            effects.Reports = true;
        }

        if (rest is { } asked)
        {
            var next = _circuit.Rest(now, asked);
            effects.Reports |= next != _circuit;
            MoveTo(next, next.Phase == _circuit.Phase && _byCluster, ref effects);
            _coolDown = _coolDown is { } pending && pending.Until >= now + asked.For ? _coolDown : (now + asked.For, asked.Reason);
        }
    }

    private void SettleProbe(long generation, ProbeResult result, TimeSpan now, ref Effects effects)
    {
        var next = _circuit.Settle(generation, result.Outcome, result.CoolDown, now, _rules);
        if (next == _circuit && result.Outcome is ProbeOutcome.Answered && _circuit.Phase is CircuitPhase.Closed)
        {
            return; // Told when its answer began.
        }

        MoveTo(next, _byCluster && next.Phase is not CircuitPhase.Closed, ref effects);
        effects.Told = result.Lease > 0 ? result : null;
    }

    private void MoveTo(Circuit next, bool byCluster, ref Effects effects)
    {
        if (next.Phase is CircuitPhase.Closed && _circuit.Phase is not CircuitPhase.Closed)
        {
            _evidence.Closed(_circuit.Reason);
            Array.Clear(_seen);
            _changed = true;
        }

        if (next.Phase != _circuit.Phase)
        {
            effects.Moved = next;
            effects.ByCluster = byCluster || _byCluster;
            _permission = next.Phase is CircuitPhase.Closed ? null : _permission;
        }

        (_circuit, _byCluster) = (next, byCluster);
    }
}
