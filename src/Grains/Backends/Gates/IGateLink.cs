using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>The way of gates to the owners of their backends, beside the path of the requests. No method waits or throws.</summary>
internal interface IGateLink
{
    /// <summary>The gate has seen what could open the circuit of the cluster.</summary>
    void Report(Gate gate);

    /// <summary>Asks for the probe; the answer comes through <see cref="Gate.Granted"/>.</summary>
    void Ask(Gate gate);

    void Settle(Gate gate, ProbeResult result);
}
