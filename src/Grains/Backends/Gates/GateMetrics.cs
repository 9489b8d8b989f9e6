using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>What the gates measure. Labels are names of backends and closed lists.</summary>
public sealed class GateMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _refusals;

    public GateMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(RelayMetrics.MeterName);
        _transitions = _meter.CreateCounter<long>("gateway.circuit.transitions", "{transition}", "Changes of a circuit as this process follows it.");
        _refusals = _meter.CreateCounter<long>("gateway.gate.refusals", "{refusal}", "Calls that a gate did not let out to its backend, by reason.");
    }

    internal void Observe(BackendGates gates)
    {
        _meter.CreateObservableGauge(
            "gateway.circuit.state",
            () => gates.All.Select(gate => new Measurement<int>((int)gate.Read(gates.Now).State, new KeyValuePair<string, object?>("gateway.backend", gate.Backend))),
            description: "0 closed, 1 half-open, 2 open.");
        _meter.CreateObservableGauge(
            "gateway.backend.in_flight",
            () => gates.All.Select(gate => new Measurement<int>(gate.InFlight, new KeyValuePair<string, object?>("gateway.backend", gate.Backend))),
            "{call}",
            "Calls of this process that are out at a backend.");
        _meter.CreateObservableGauge(
            "gateway.backend.waiting",
            () => gates.All.Select(gate => new Measurement<int>(gate.Waiting, new KeyValuePair<string, object?>("gateway.backend", gate.Backend))),
            "{call}",
            "Calls of this process that wait for a place at a backend.");
    }

    internal void Moved(string backend, CircuitPhase to, CircuitReason reason, bool byCluster) => _transitions.Add(1, new TagList
    {
        { "gateway.backend", backend },
        { "gateway.circuit.state", to switch { CircuitPhase.Closed => "closed", CircuitPhase.HalfOpen => "half_open", _ => "open" } },
        { "gateway.circuit.reason", ReasonOf(reason) },
        { "gateway.circuit.scope", byCluster ? "cluster" : "node" },
    });

    internal void Refused(string backend, GateRefusalReason reason) => _refusals.Add(1, new TagList
    {
        { "gateway.backend", backend },
        { "gateway.reason", reason switch { GateRefusalReason.Full => "full", GateRefusalReason.RateLimited => "rate_limited", GateRefusalReason.HalfOpen => "half_open", _ => "open" } },
    });

    private static string ReasonOf(CircuitReason reason) => reason switch
    {
        CircuitReason.Failures => "failures",
        CircuitReason.RateLimited => "rate_limited",
        CircuitReason.OutOfCredit => "out_of_credit",
        CircuitReason.Manual => "manual",
        _ => "none",
    };
}
