using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class BackendCircuitTests : IAsyncLifetime
{
    private static readonly BackendReport FiveInARow = new() { Silo = "s1", Definition = 1, Calls = 5, Rules = [new(5, 5), new(5, 5)], LastError = "timeout", LastStatus = 504, Health = long.MaxValue };
    private static readonly BackendReport Published = FiveInARow with { Circuit = new() };
    private static readonly BackendDefinition Changed = new() { Format = BackendFormats.Echo, Model = "m" };
    private OwnerCluster _cluster = null!;
    private IBackendGrain _backend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync();
        _backend = _cluster.Backend("b");
        await _backend.StoreAsync(new BackendDefinition { Format = BackendFormats.Echo });
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Opening_and_closing_are_pushed_to_every_mirror()
    {
        var mirrors = new[] { new RecordingHealthObserver(), new RecordingHealthObserver() };
        await _backend.SubscribeAsync("m0", _cluster.Reference(mirrors[0]), BackendHealth.Unknown);
        await _backend.SubscribeAsync("m1", _cluster.Reference(mirrors[1]), BackendHealth.Unknown);

        await _backend.ReportAsync(FiveInARow);

        foreach (var mirror in mirrors)
        {
            var open = await mirror.NextAsync(CircuitPhase.Open, Cancellation);
            Assert.Equal((TimeSpan.FromSeconds(30), CircuitReason.Failures, "timeout", 504, 2), (open.ReopensIn, open.Reason, open.LastError, open.LastStatus, open.Silos));
        }

        _cluster.Time.Advance(TimeSpan.FromSeconds(10)); // mirrors live on for 5 seconds more
        await _backend.SetCircuitAsync(CircuitMode.Closed);
        Assert.Equal(CircuitMode.Closed, (await mirrors[0].NextAsync(CircuitPhase.Closed, Cancellation)).Mode);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task How_long_it_has_been_so_counts_from_when_an_operator_said_so()
    {
        _cluster.Time.Advance(TimeSpan.FromHours(5));

        foreach (var mode in (CircuitMode[])[CircuitMode.Open, CircuitMode.Closed, CircuitMode.Auto])
        {
            await _backend.SetCircuitAsync(mode);
            _cluster.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal((mode, TimeSpan.FromSeconds(3)), ((await _backend.HealthAsync()).Health.Mode, (await _backend.HealthAsync()).Health.For));
        }
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_renewal_brings_what_is_newer_and_nothing_else()
    {
        var mirror = _cluster.Reference(new RecordingHealthObserver());
        var first = await _backend.SubscribeAsync("m", mirror, BackendHealth.Unknown);
        Assert.Null(await _backend.SubscribeAsync("m", mirror, first!));

        await _backend.ReportAsync(FiveInARow);

        var open = await _backend.SubscribeAsync("m", mirror, first!);
        Assert.Equal((CircuitPhase.Open, true), (open!.Phase, open.Version > first!.Version));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task One_probe_in_the_cluster_and_its_success_closes_the_circuit()
    {
        await _backend.ReportAsync(FiveInARow);
        _cluster.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new ProbeLease(false, 0, TimeSpan.FromSeconds(10)), await _backend.AcquireProbeAsync());
        _cluster.Time.Advance(TimeSpan.FromSeconds(10));

        var lease = await _backend.AcquireProbeAsync();
        var other = await _backend.AcquireProbeAsync();

        Assert.True(lease.Granted);
        Assert.Equal(new ProbeLease(false, 0, TimeSpan.FromSeconds(5)), other);
        await _backend.SettleProbeAsync(new ProbeResult(lease.Lease, ProbeOutcome.Answered, null, null, null));
        Assert.Equal(CircuitPhase.Closed, (await _backend.HealthAsync()).Health.Phase);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_probe_whose_silo_died_is_replaced_and_comes_too_late()
    {
        var first = await OpenAndAcquireAsync();
        _cluster.Time.Advance(TimeSpan.FromSeconds(60));

        var second = await _backend.AcquireProbeAsync();
        Assert.True(second.Granted);
        await _backend.SettleProbeAsync(new ProbeResult(first.Lease, ProbeOutcome.Answered, null, null, null));
        Assert.Equal(CircuitPhase.HalfOpen, (await _backend.HealthAsync()).Health.Phase);

        await _backend.SettleProbeAsync(new ProbeResult(second.Lease, ProbeOutcome.Failed, null, "unreachable", null));
        var health = (await _backend.HealthAsync()).Health;
        Assert.Equal((CircuitPhase.Open, TimeSpan.FromSeconds(60), "unreachable", null), (health.Phase, health.ReopensIn, health.LastError, health.LastStatus));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_probe_that_is_given_back_goes_to_the_next()
    {
        var first = await OpenAndAcquireAsync();

        await _backend.SettleProbeAsync(new ProbeResult(first.Lease, ProbeOutcome.GivenBack, null, null, null));

        Assert.True((await _backend.AcquireProbeAsync()).Granted);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_was_seen_by_other_rules_or_before_the_last_change_is_no_evidence()
    {
        await _backend.ReportAsync(FiveInARow with { Definition = 2 });
        Assert.Equal(CircuitPhase.Closed, (await _backend.HealthAsync()).Health.Phase);

        var lease = await OpenAndAcquireAsync();
        await _backend.SettleProbeAsync(new ProbeResult(lease.Lease, ProbeOutcome.Answered, null, null, null));
        await _backend.ReportAsync(FiveInARow with { Health = 1 });
        Assert.Equal(CircuitPhase.Closed, (await _backend.HealthAsync()).Health.Phase);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task The_providers_own_word_needs_no_second_witness()
    {
        await _backend.ReportAsync(new BackendReport { Silo = "s2", Definition = 1, Calls = 900, Rules = [default, default] });

        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 1, Calls = 1, Rules = [new(1, 1), new(1, 1)], CoolDown = new(TimeSpan.FromSeconds(42), CircuitReason.RateLimited) });

        var health = (await _backend.HealthAsync()).Health;
        Assert.Equal((CircuitPhase.Open, CircuitReason.RateLimited, TimeSpan.FromSeconds(42)), (health.Phase, health.Reason, health.ReopensIn));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task One_broken_node_does_not_open_it_for_the_others()
    {
        await _backend.ReportAsync(new BackendReport { Silo = "s2", Definition = 1, Calls = 100, Rules = [default, default] });
        await _backend.ReportAsync(new BackendReport { Silo = "s3", Definition = 1, Calls = 100, Rules = [new(1, 1), new(1, 1)] });

        await _backend.ReportAsync(FiveInARow);
        Assert.Equal(CircuitPhase.Closed, (await _backend.HealthAsync()).Health.Phase);

        await _backend.ReportAsync(new BackendReport { Silo = "s3", Definition = 1, Calls = 1, Rules = [new(1, 2), new(1, 2)] });
        Assert.Equal(CircuitPhase.Open, (await _backend.HealthAsync()).Health.Phase);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_owner_that_was_activated_anew_goes_on_above_what_a_mirror_knows()
    {
        await _cluster.DeactivateAsync(_backend);
        var mirror = new RecordingHealthObserver();
        var known = new BackendHealth { Version = 40, Phase = CircuitPhase.Open, Reason = CircuitReason.Failures, ReopensIn = TimeSpan.FromSeconds(12), Trips = 3, Silos = 3, LastError = "timeout" };

        var answer = await _backend.SubscribeAsync("m", _cluster.Reference(mirror), known);

        Assert.Equal((41, CircuitPhase.Open, TimeSpan.FromSeconds(12), 3, "timeout", 3), (answer!.Version, answer.Phase, answer.ReopensIn, answer.Trips, answer.LastError, answer.Silos));
        Assert.Equal(41, (await mirror.NextAsync(CircuitPhase.Open, Cancellation)).Version);

        // The silos that there were count until they had the time to renew.
        _cluster.Time.Advance(TimeSpan.FromSeconds(15));
        var later = await _backend.SubscribeAsync("m", _cluster.Reference(mirror), answer);
        Assert.Equal(1, later!.Silos);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Of_two_memories_of_an_earlier_owner_the_later_one_wins()
    {
        var (a, b) = (new RecordingHealthObserver(), new RecordingHealthObserver());
        await _backend.SubscribeAsync("a", _cluster.Reference(a), new BackendHealth { Version = 40, Phase = CircuitPhase.Open, Reason = CircuitReason.Failures, ReopensIn = TimeSpan.FromSeconds(12), Trips = 1 });

        var answer = await _backend.SubscribeAsync("b", _cluster.Reference(b), new BackendHealth { Version = 50, Phase = CircuitPhase.Closed });

        Assert.Equal((51, CircuitPhase.Closed), (answer!.Version, answer.Phase));
        Assert.Equal(51, (await a.NextAsync(CircuitPhase.Closed, Cancellation)).Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_operators_hand_outlives_the_activation()
    {
        Assert.Equal(CircuitMode.Open, (await _backend.SetCircuitAsync(CircuitMode.Open)).Mode);
        await _cluster.DeactivateAsync(_backend);

        var health = (await _backend.HealthAsync()).Health;
        Assert.Equal((CircuitMode.Open, CircuitPhase.Open, CircuitReason.Manual), (health.Mode, health.Phase, health.Reason));
        Assert.False((await _backend.AcquireProbeAsync()).Granted);

        await _backend.StoreAsync(new BackendDefinition { Format = BackendFormats.Echo, Model = "m" });
        Assert.Equal(CircuitMode.Open, (await _backend.HealthAsync()).Health.Mode);

        await _backend.SetCircuitAsync(CircuitMode.Auto);
        Assert.Equal(CircuitPhase.Closed, (await _backend.HealthAsync()).Health.Phase);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_store_that_fails_leaves_the_circuit_as_it_was()
    {
        _cluster.Store.Failing = "backend";

        await Assert.ThrowsAnyAsync<Exception>(() => _backend.SetCircuitAsync(CircuitMode.Open));

        Assert.Equal(CircuitMode.Auto, (await _backend.HealthAsync()).Health.Mode);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_changed_definition_closes_the_circuit()
    {
        await _backend.ReportAsync(FiveInARow);
        await _backend.StoreAsync(Changed);

        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 2, Circuit = new() }); // it is in force there

        Assert.Equal(CircuitPhase.Closed, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_version_that_nobody_has_published_closes_nothing()
    {
        await _backend.ReportAsync(FiveInARow);

        await _backend.StoreAsync(Changed);

        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_that_nobody_has_published_keeps_the_circuit_from_nothing(bool isActivatedAnew)
    {
        await _backend.StoreAsync(Changed with { Circuit = new() { Enabled = false } });
        if (isActivatedAnew)
        {
            await _cluster.DeactivateAsync(_backend);
        }

        await _backend.ReportAsync(Published);

        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_a_laggard_counted_by_a_definition_from_before_is_no_evidence()
    {
        await _backend.StoreAsync(Changed);
        await _backend.ReportAsync(new BackendReport { Silo = "s2", Definition = 2, Circuit = new() });

        await _backend.ReportAsync(Published);

        Assert.Equal(CircuitPhase.Closed, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_definition_from_before_is_in_force_again_when_nobody_goes_by_the_later_one_any_more()
    {
        await _backend.StoreAsync(Changed);
        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 2, Circuit = new() });
        _cluster.Time.Advance(TimeSpan.FromMinutes(1)); // the store was restored

        await _backend.ReportAsync(Published);

        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_owner_that_was_activated_anew_keeps_what_mirrors_remember_when_a_silo_says_by_what_it_goes()
    {
        await _backend.StoreAsync(Changed);
        await _cluster.DeactivateAsync(_backend);
        await _backend.SubscribeAsync("m", _cluster.Reference(new RecordingHealthObserver()), new BackendHealth { Version = 40, Phase = CircuitPhase.Open, Reason = CircuitReason.Failures, ReopensIn = TimeSpan.FromSeconds(12), Trips = 1 });

        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 1, Circuit = new() });

        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Of_a_version_that_says_something_else_the_rules_are_those_that_silos_go_by()
    {
        var rules = new CircuitDefinition { Rules = [new() { Failures = 2 }] };
        await _backend.ReportAsync(Published);
        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 1, Circuit = rules }); // the store was restored

        await _backend.ReportAsync(new BackendReport { Silo = "s1", Definition = 1, Circuit = rules, Calls = 2, Rules = [new(2, 2)], Health = long.MaxValue });

        Assert.Equal(CircuitPhase.Open, await PhaseAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Health_has_what_an_operator_wants_to_see()
    {
        var mirror = _cluster.Reference(new RecordingHealthObserver());
        await _backend.SubscribeAsync("s1", mirror, BackendHealth.Unknown);
        await _backend.SubscribeAsync("s2", mirror, BackendHealth.Unknown);
        await _backend.ReportAsync(new BackendReport { Silo = "s1", InFlight = 3, Waiting = 1, FirstContent = [98, 0, 0, 2], Counts = new(100, 0, 0, 700, 300, 0, 0, 0) });
        await _backend.ReportAsync(new BackendReport { Silo = "s2", InFlight = 4, IsOpenHere = true });
        await _backend.ReportAsync(new BackendReport { Silo = "dead", InFlight = 9 });
        _cluster.Time.Advance(TimeSpan.FromSeconds(4));

        var status = await _backend.HealthAsync();

        Assert.Equal((7, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10)), (status.InFlight, status.FirstContent50, status.FirstContent95));
        Assert.Equal(["s1", "s2"], status.Silos.Select(silo => silo.Silo));
        Assert.Equal((3, 1, false, TimeSpan.FromSeconds(4)), (status.Silos[0].InFlight, status.Silos[0].Waiting, status.Silos[0].IsOpenHere, status.Silos[0].SeenAgo));
        Assert.Equal((true, null), (status.Silos[1].IsOpenHere, status.Silos[1].FirstContent50));
        Assert.Equal((700, 300), (status.Total.PromptTokens, status.LastMinute.CompletionTokens));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_alias_shows_the_health_of_its_targets()
    {
        await _cluster.PublishAsync("b", "c");
        var alias = _cluster.Alias("llm/gpt");
        Assert.Null(await alias.HealthAsync());
        await alias.PutAsync(new AliasDefinition { Targets = [new() { Backend = "b" }, new() { Backend = "c", Priority = 2 }] }, 0);
        await _backend.ReportAsync(FiveInARow);

        var health = (await alias.HealthAsync())!;

        Assert.Equal((1, 2), (health.Version, health.Targets.Count));
        Assert.Equal(("b", 1, CircuitPhase.Open), (health.Targets[0].Backend, health.Targets[0].Priority, health.Targets[0].Status!.Health.Phase));
        Assert.Equal(("c", 2, CircuitPhase.Closed), (health.Targets[1].Backend, health.Targets[1].Priority, health.Targets[1].Status!.Health.Phase));
    }

    private async Task<CircuitPhase> PhaseAsync() => (await _backend.HealthAsync()).Health.Phase;

    private async Task<ProbeLease> OpenAndAcquireAsync()
    {
        await _backend.ReportAsync(FiveInARow);
        _cluster.Time.Advance(TimeSpan.FromSeconds(30));
        var lease = await _backend.AcquireProbeAsync();
        Assert.True(lease.Granted);
        return lease;
    }
}
