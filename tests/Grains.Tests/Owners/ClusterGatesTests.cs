using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>The gates of three silos and the one owner of their backend.</summary>
public sealed class ClusterGatesTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;
    private Gate[] _gates = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(services: true, silos: 3);
        var stored = await _cluster.Backend("b").StoreAsync(new BackendDefinition { Format = BackendFormats.Echo });
        await _cluster.Catalog.ApplyAsync(new CatalogChanges { Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = stored } });
        _gates = [.. _cluster.Silos.Select(silo => silo.Gates.Of("b"))];
        await _cluster.UntilAsync(() => _gates.All(gate => gate.Health.Silos == 3), Cancellation);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Of_500_calls_at_the_moment_of_reopening_one_goes_out()
    {
        Fail(_gates[0], 5);
        Fail(_gates[1], 2);
        await _cluster.UntilAsync(() => _gates.All(gate => gate.Health.Phase is CircuitPhase.Open), Cancellation);
        Assert.All(_gates, gate => Assert.NotNull(gate.TryEnter(_cluster.Gates.Now).Refusal));
        _cluster.Time.Advance(TimeSpan.FromSeconds(31));

        var calls = Enumerable.Range(0, 500).Select(call => Task.Run(async () => await _gates[call % 3].EnterAsync($"s{call % 7}", Cancellation), Cancellation)).ToArray();
        var entries = await Task.WhenAll(calls);

        var probe = Assert.Single(entries, entry => entry.Refusal is null).Pass;
        Assert.True(probe.IsProbe);
        Assert.Equal(1, _gates.Sum(gate => gate.InFlight));
        probe.Settle(new GateOutcome(AttemptOutcome.Answered));
        await _cluster.UntilAsync(() => _gates.All(gate => gate.Read(_cluster.Gates.Now).State is GateState.Closed), Cancellation);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_version_that_was_never_published_takes_the_circuit_from_nobody_and_one_that_was_closes_it()
    {
        var changed = await _cluster.Backend("b").StoreAsync(new BackendDefinition { Format = BackendFormats.Echo, Model = "m" });
        Fail(_gates[0], 5);
        Fail(_gates[1], 2);
        await _cluster.UntilAsync(() => _gates.All(gate => gate.Health.Phase is CircuitPhase.Open), Cancellation);

        await _cluster.Catalog.ApplyAsync(new CatalogChanges { Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = changed } });

        await _cluster.UntilAsync(() => _gates.All(gate => gate.Health.Phase is CircuitPhase.Closed), Cancellation);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task The_gates_of_a_deleted_backend_go_and_what_its_owner_says_afterwards_brings_none_back()
    {
        var busy = _gates[0].TryEnter(_cluster.Gates.Now).Pass;
        await _cluster.Backend("b").SetCircuitAsync(CircuitMode.Closed);
        var mirror = new RecordingHealthObserver();
        await _cluster.Backend("b").SubscribeAsync("m", _cluster.Reference(mirror), BackendHealth.Unknown);
        await _cluster.Catalog.ApplyAsync(new CatalogChanges { Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = null } });
        await _cluster.UntilAsync(() => _cluster.Silos.Select(silo => silo.Gates.All.Count()).SequenceEqual([1, 0, 0]), Cancellation);

        await _cluster.Backend("b").RemoveAsync(); // which it publishes
        while ((await mirror.NextAsync(CircuitPhase.Closed, Cancellation)).Mode is not CircuitMode.Auto)
        {
        }

        busy.Settle(new GateOutcome(AttemptOutcome.Answered));
        await _cluster.UntilAsync(() => _cluster.Silos.All(silo => !silo.Gates.All.Any()), Cancellation);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_node_with_a_broken_network_opens_its_own_gate_and_no_other()
    {
        Succeed(_gates[1], 50);
        Succeed(_gates[2], 50);
        await StatusAsync(silos => silos.Count() == 2); // both have reported
        Fail(_gates[0], 5, FailureKind.Unreachable);
        _cluster.Time.Advance(TimeSpan.FromSeconds(1));

        var status = await StatusAsync(silos => silos.Any(silo => silo.IsOpenHere));

        Assert.Equal(CircuitPhase.Closed, status.Health.Phase);
        Assert.Equal([GateState.Open, GateState.Closed, GateState.Closed], _gates.Select(gate => gate.Read(_cluster.Gates.Now).State));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_provider_that_asks_one_silo_to_wait_is_left_alone_by_all()
    {
        var pass = _gates[2].TryEnter(_cluster.Gates.Now).Pass;
        pass.Settle(new GateOutcome(AttemptOutcome.Failed, new ProviderFailure(FailureKind.RateLimited, "no") { RetryAfter = TimeSpan.FromSeconds(40) }));

        await _cluster.UntilAsync(() => _gates.All(gate => gate.Read(_cluster.Gates.Now) is { State: GateState.Open, IsRateLimited: true }), Cancellation);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_lost_push_is_made_good_by_the_next_renewal()
    {
        _cluster.Pushes.Active = true;
        await _cluster.Backend("b").SetCircuitAsync(CircuitMode.Open);
        Assert.All(_gates, gate => Assert.Equal(GateState.Closed, gate.Read(_cluster.Gates.Now).State));

        await _cluster.UntilAsync(() => _gates.All(gate => gate.Read(_cluster.Gates.Now).State is GateState.Open), Cancellation);

        Assert.True(_cluster.Pushes.Lost >= 3);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_operators_hand_reaches_every_gate_without_any_time_passing()
    {
        await _cluster.Backend("b").SetCircuitAsync(CircuitMode.Open);

        while (!_gates.All(gate => gate.Health.Mode is CircuitMode.Open))
        {
            Cancellation.ThrowIfCancellationRequested();
            await _cluster.Catalog.GetAsync();
        }

        Assert.All(_gates, gate => Assert.Equal(GateState.Open, gate.Read(_cluster.Gates.Now).State));
    }

    private async Task<BackendStatus> StatusAsync(Func<IEnumerable<BackendSiloStatus>, bool> so)
    {
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            if (await _cluster.Backend("b").HealthAsync() is var status && so(status.Silos))
            {
                return status;
            }

            _cluster.Time.Advance(BackendReports.Every);
        }
    }

    private void Fail(Gate gate, int count, FailureKind kind = FailureKind.ServerError)
    {
        for (var i = 0; i < count; i++)
        {
            var pass = gate.TryEnter(_cluster.Gates.Now).Pass;
            pass.Settle(new GateOutcome(AttemptOutcome.Failed, new ProviderFailure(kind, "no")));
        }
    }

    private void Succeed(Gate gate, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var pass = gate.TryEnter(_cluster.Gates.Now).Pass;
            pass.Settle(new GateOutcome(AttemptOutcome.Answered));
        }
    }
}
