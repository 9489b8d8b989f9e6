using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Backends.Circuits;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>The circuit of the cluster: asks the value, moves, publishes.</summary>
internal sealed partial class BackendGrain
{
    private readonly ClusterCircuit _circuit = new();
    private readonly SiloSightings _sightings = new();
    private Publication<IBackendObserver, BackendHealth>? _mirrors;
    private CircuitPhase _logged;
    private TimeSpan _activated;
    private int _silosBefore;
    private int _silos;

    // Monotonic; means something in this process only.
    private TimeSpan Now => time.GetElapsedTime(0);

    private Publication<IBackendObserver, BackendHealth> Mirrors =>
        _mirrors ??= new($"backend {this.GetPrimaryKeyString()}", (mirror, health) => mirror.PublishAsync(this.GetPrimaryKeyString(), health), time, logger);

    // An owner that was activated anew knows its silos one after the other: until all had the time to renew, those that there were still count.
    private int Silos => Now - _activated < Subscribers<IBackendObserver>.Lease ? Math.Max(_silosBefore, Mirrors.Count) : Mirrors.Count;

    public Task<BackendHealth?> SubscribeAsync(string mirror, IBackendObserver observer, BackendHealth known)
    {
        Mirrors.Renew(mirror, observer, known.Version == _circuit.Version ? known.Version : 0);
        if (known.Version > _circuit.Version)
        {
            _silosBefore = Math.Max(_silosBefore, known.Silos);
        }

        var adopted = _circuit.Adopt(known, Now);
        var silos = Silos;
        Changed(adopted || (silos != _silos && _circuit.Publish()));
        return Task.FromResult(_circuit.Version > known.Version ? _circuit.At(Now, silos) : null);
    }

    public Task<ProbeLease> AcquireProbeAsync()
    {
        var (answer, changed) = _circuit.Acquire(Now);
        Changed(changed);
        return Task.FromResult(answer);
    }

    public Task SettleProbeAsync(ProbeResult result)
    {
        Changed(_circuit.Settle(result, Now));
        return Task.CompletedTask;
    }

    public async Task<BackendHealth> SetCircuitAsync(CircuitMode mode)
    {
        if (mode != _circuit.Mode)
        {
            await definition.WriteAsync(new BackendState { Current = definition.State.Current, IsRemoved = definition.State.IsRemoved, Circuit = mode });
            logger.CircuitSet(this.GetPrimaryKeyString(), mode);
            Changed(_circuit.Set(mode, Now));
        }

        return _circuit.At(Now, Silos);
    }

    public async Task<Acknowledgement> AcknowledgedAsync(long version)
    {
        var laggards = await Mirrors.LaggardsAsync(
            version, membership.ActiveSilos, silo => silo.SiloAddress.ToParsableString(), MirrorTiming.Acknowledgement);
        return new([.. laggards.Select(silo => silo.Name).Order(StringComparer.Ordinal)]);
    }

    public Task<BackendStatus> HealthAsync()
    {
        var (silos, median, slow) = _sightings.At(Now, Mirrors.Names);
        var utc = time.GetUtcNow();
        var lastMinute = _minutes.At(utc).Where(minute => minute.Start > utc.AddMinutes(-2)).Aggregate(default(BackendCounts), (sum, minute) => sum + minute.Counts);
        return Task.FromResult(new BackendStatus(_circuit.At(Now, Silos), silos.Sum(silo => silo.InFlight), median, slow, _total, lastMinute, silos));
    }

    private void Begin() => Changed(_circuit.Begin(_current?.Value.Circuit ?? new(), definition.State.Circuit, Now));

    private bool Follow(BackendReport report)
    {
        // An earlier version of the gateway sends no rules: what was written last may be what that silo goes by.
        var circuit = report.Circuit ?? (report.Definition == _current?.Version ? _current.Value.Circuit ?? new() : null);
        return circuit is not null && report.Definition > 0 && _circuit.Follow(report.Definition, circuit, Now);
    }

    private void Changed(bool changed)
    {
        if (!changed)
        {
            return;
        }

        _silos = Silos;
        var health = _circuit.At(Now, _silos);
        if (health.Phase != _logged)
        {
            _logged = health.Phase;
            logger.CircuitMoved(this.GetPrimaryKeyString(), health.Phase, health.Reason, health.ReopensIn, health.LastError, health.LastStatus);
        }

        Mirrors.Publish(health, health.Version);
    }
}
