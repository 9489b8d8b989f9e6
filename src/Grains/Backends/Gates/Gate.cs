using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Circuits;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>
/// This process' own view of one backend: whether calls may go out, how many are out, and how fast answers begin. It follows what the backend's
/// owner publishes, opens at once by what it sees itself, and tells the owner. Thread-safe; one short lock, nothing allocated for a call.
/// </summary>
/// <remarks>
/// <code>
///   Relay ──Read──▶ ordering of targets          Gate ──link──▶ owner        reports, probes
///   Relay ──Enter─▶ pass, or refusal with wait   Gate ◀─mirror─ owner        health
///   Relay ──Settle▶ outcome, exactly once
/// </code>
/// </remarks>
public sealed partial class Gate
{
    private readonly Lock _lock = new();
    private readonly BackendGates _gates;
    private readonly TimeProvider _time;
    private readonly GateMetrics? _metrics;
    private readonly ILogger? _logger;
    private readonly FairQueue<Waiter> _queue = new();
    private CircuitRules _rules = CircuitRules.Default;
    private BackendDefinition? _definition;
    private long _version;
    private int? _maxConcurrent;
    private int _maxQueue;
    private TimeSpan _queueTimeout;
    private int _inFlight;
    private PeakEwma _latency;

    internal Gate(string backend, BackendGates gates, TimeProvider time, GateMetrics? metrics, ILogger? logger)
    {
        (Backend, _gates, _time, _metrics, _logger) = (backend, gates, time, metrics, logger);
        _evidence = new Evidence(_rules);
        _seen = new RuleCount[_rules.All.Count];
    }

    public string Backend { get; }

    /// <summary>What was counted and has not been reported yet.</summary>
    public BackendTally Tally { get; } = new();

    /// <summary>Calls of this process that are out right now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Calls of this process that wait for a place right now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Whether nothing is left of it: no call, and no count that its owner has not been told.</summary>
    internal bool IsDone
    {
        get
        {
            lock (_lock)
            {
                return _inFlight == 0 && _queue.Count == 0 && Tally.IsEmpty;
            }
        }
    }

    // Of the cluster's places, those of this silo. Rounded up: a small number is usable on every silo.
    private int Limit => _maxConcurrent is not { } all ? int.MaxValue : _health.Silos < 2 ? all : (all + _health.Silos - 1) / _health.Silos;

    /// <summary>Takes in a definition. With another version the circuit begins closed: it is to be tried whether things are better now.</summary>
    /// <exception cref="ArgumentException">A word that this version does not know.</exception>
    internal void Configure(BackendDefinition definition, long version)
    {
        var rules = CircuitRules.Of(definition.Circuit);
        var effects = default(Effects);
        lock (_lock)
        {
            if (version == _version && SameContent.Of(definition, _definition))
            {
                return;
            }

            var isAnother = _version > 0 && version != _version;
            (_rules, _definition, _version) = (rules, definition, version);
            (_maxConcurrent, _maxQueue, _queueTimeout) = (definition.MaxConcurrent, definition.MaxQueue, definition.QueueTimeout);
            _evidence = new Evidence(rules);
            _seen = new RuleCount[rules.All.Count];
            _calls = 0;
            (_changed, effects.Reports) = (_changed || isAnother, isAnother); // The owner goes by what is in force here.
            if (_circuit.Phase is not CircuitPhase.Closed && (isAnother || !_byCluster || !rules.IsEnabled))
            {
                MoveTo(_circuit.Close(_gates.Now, rules), byCluster: false, ref effects);
            }

            Serve(ref effects);
        }

        effects.Run(this);
    }

    /// <summary>What a call that looks for a target goes by.</summary>
    internal GateReading Read(TimeSpan now)
    {
        lock (_lock)
        {
            var (state, wait) = State(now);
            return new(state, wait, state is not GateState.Closed && _circuit.Reason is CircuitReason.RateLimited, _inFlight, _latency.Read(now));
        }
    }

    /// <summary>Asks to be let out, without waiting.</summary>
    /// <param name="now">On the clock of <see cref="BackendGates.Now"/>.</param>
    internal GateEntry TryEnter(TimeSpan now)
    {
        var effects = default(Effects);
        GateEntry entry;
        lock (_lock)
        {
            entry = _queue.Count > 0 ? Full() : Enter(now, ref effects);
        }

        effects.Run(this);
        if (entry.Refusal is { } refusal)
        {
            _metrics?.Refused(Backend, refusal.Reason);
        }

        return entry;
    }

    /// <summary>
    /// Lets a call out though the circuit is open, for an alias that would rather try the least bad target than none. Refused where an operator
    /// keeps the backend open, and where all places are taken. Its outcome opens and closes nothing: that is for the probe.
    /// </summary>
    internal GateEntry EnterAnyway()
    {
        lock (_lock)
        {
            if (_health.Mode is CircuitMode.Open)
            {
                return Refused(GateRefusalReason.Open, ManualWait);
            }

            if (_inFlight >= Limit || _queue.Count > 0)
            {
                return Full();
            }

            _inFlight++;
            return new(new GatePass(this, _circuit.Generation, null), null);
        }
    }

    internal void Settle(long generation, long? lease, in GateOutcome outcome)
    {
        var now = _gates.Now;
        var effects = default(Effects);
        lock (_lock)
        {
            _inFlight--;
            if (outcome.FirstContent is { } latency)
            {
                _latency = _latency.With(latency, now);
                (_firstContent ??= new int[LatencyHistogram.Classes])[LatencyHistogram.ClassOf(latency)]++;
            }

            Learn(generation, lease, outcome, now, ref effects);
            Serve(ref effects);
        }

        effects.Run(this);
    }

    private GateEntry Enter(TimeSpan now, ref Effects effects)
    {
        var (state, wait) = State(now);
        if (state is GateState.Open)
        {
            return Refused(IsManual || _circuit.Reason is not CircuitReason.RateLimited ? GateRefusalReason.Open : GateRefusalReason.RateLimited, wait);
        }

        if (_inFlight >= Limit)
        {
            return Full();
        }

        long? lease = null;
        if (state is GateState.HalfOpen && (lease = TakeProbe(now, ref effects)) is null)
        {
            return Refused(GateRefusalReason.HalfOpen, ProbeWait);
        }

        _inFlight++;
        return new(new GatePass(this, _circuit.Generation, lease), null);
    }

    private static GateEntry Full() => Refused(GateRefusalReason.Full, FullWait);

    private static GateEntry Refused(GateRefusalReason reason, TimeSpan wait) => new(default, new(reason, wait));
}
