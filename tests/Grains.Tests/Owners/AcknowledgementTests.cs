using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>What the owner of the catalog says about its mirrors: one silo, and mirrors that do as the test says.</summary>
public sealed class AcknowledgementTests : IAsyncLifetime
{
    // A reference alone keeps no observer in memory.
    private readonly List<RecordingObserver> _mirrors = [];
    private OwnerCluster _cluster = null!;
    private string _mirror = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync();
        _mirror = _cluster.MirrorOf(_cluster.Silos[0]);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_push_that_is_taken_in_acknowledges_without_any_time_passing()
    {
        await SubscribeAsync(new RecordingObserver());

        Assert.Empty((await _cluster.Catalog.AcknowledgedAsync(await _cluster.PublishAsync("a"))).Laggards);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_active_silo_that_has_not_subscribed_is_a_laggard_whoever_else_has()
    {
        var stranger = new RecordingObserver();
        await _cluster.Catalog.SubscribeAsync("no silo of the cluster", _cluster.Reference(stranger), default);
        var epoch = await _cluster.PublishAsync("a");
        await stranger.NextAsync(Cancellation);

        Assert.Equal([_cluster.Silos[0].Name], (await AfterAllPatienceAsync(epoch)).Laggards);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_a_lost_push_did_not_bring_is_acknowledged_by_the_next_renewal()
    {
        var mirror = new RecordingObserver();
        var reference = await SubscribeAsync(mirror);
        _cluster.Pushes.Active = true;
        var epoch = await _cluster.PublishAsync("a");
        var waiting = _cluster.Catalog.AcknowledgedAsync(epoch);

        var brought = await _cluster.Catalog.SubscribeAsync(_mirror, reference, mirror.InForce);
        Assert.False(waiting.IsCompleted); // sent is not in force
        Assert.Null(await _cluster.Catalog.SubscribeAsync(_mirror, reference, brought!.Version));

        Assert.True((await waiting).IsComplete);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_mirror_that_keeps_what_was_before_is_a_laggard()
    {
        var reference = await SubscribeAsync(new RecordingObserver());
        await _cluster.PublishAsync("a");
        var before = (await _cluster.Catalog.GetAsync()).Version;
        await _cluster.Catalog.AcknowledgedAsync(1);
        _cluster.Pushes.Active = true;
        var epoch = await _cluster.PublishAsync("b");
        await _cluster.Catalog.SubscribeAsync(_mirror, reference, before);

        Assert.Equal([_cluster.Silos[0].Name], (await AfterAllPatienceAsync(epoch)).Laggards);
        Assert.True((await _cluster.Catalog.AcknowledgedAsync(1)).IsComplete);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_owner_that_was_activated_anew_learns_from_renewals_who_has_what()
    {
        var mirror = new RecordingObserver();
        var reference = await SubscribeAsync(mirror);
        var epoch = await _cluster.PublishAsync("a");
        await mirror.NextAsync(Cancellation);
        await _cluster.DeactivateAsync(_cluster.Catalog);
        var waiting = _cluster.Catalog.AcknowledgedAsync(epoch);

        await _cluster.Catalog.SubscribeAsync(_mirror, reference, mirror.InForce);

        Assert.True((await waiting).IsComplete);
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData(40L)]
    [InlineData(1L)] // the very epoch that is going to be written, with something else in it
    public async Task A_mirror_ahead_of_a_restored_store_acknowledges_nothing_until_the_owner_has_gone_on_above(long ahead)
    {
        var mirror = new RecordingObserver { InForce = new CatalogVersion(ahead, Guid.NewGuid()) };
        await _cluster.Catalog.SubscribeAsync(_mirror, _cluster.Reference(mirror), default);

        var epoch = await _cluster.PublishAsync("a");
        var answer = await _cluster.Catalog.AcknowledgedAsync(epoch);

        Assert.True(answer.IsComplete);
        var current = await _cluster.Catalog.GetAsync();
        Assert.Equal((ahead + 1, current.Version), (current.Epoch, mirror.InForce));
        Assert.Equal(["a"], current.Backends.Keys);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_renewal_from_above_makes_the_store_win_under_a_later_epoch()
    {
        await _cluster.PublishAsync("a");
        var mirror = new RecordingObserver { InForce = new CatalogVersion(40, Guid.NewGuid()) };

        Assert.Null(await _cluster.Catalog.SubscribeAsync(_mirror, _cluster.Reference(mirror), mirror.InForce));

        var pushed = await mirror.NextAsync(Cancellation);
        Assert.Equal((41, "a"), (pushed.Epoch, Assert.Single(pushed.Backends.Keys)));
        await _cluster.DeactivateAsync(_cluster.Catalog);
        Assert.Equal(41, (await _cluster.Catalog.GetAsync()).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_empty_store_takes_nothing_away_from_silos_that_serve_and_its_first_change_goes_on_above_them()
    {
        var mirror = new RecordingObserver { InForce = new CatalogVersion(40, Guid.NewGuid()) };
        await _cluster.Catalog.SubscribeAsync(_mirror, _cluster.Reference(mirror), mirror.InForce);
        await _cluster.Catalog.GetAsync();
        Assert.False(mirror.Any);

        Assert.Equal(41, await _cluster.PublishAsync("a"));

        Assert.Equal(41, (await mirror.NextAsync(Cancellation)).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task While_the_store_is_down_a_mirror_ahead_is_left_as_it_is()
    {
        await _cluster.PublishAsync("a");
        var mirror = new RecordingObserver { InForce = new CatalogVersion(40, Guid.NewGuid()) };
        var reference = _cluster.Reference(mirror);
        _cluster.Store.Failing = "catalog";
        var tried = _cluster.Store.NextWriteOf("catalog");

        await _cluster.Catalog.SubscribeAsync(_mirror, reference, mirror.InForce);
        await tried;
        Assert.False(mirror.Any);

        _cluster.Store.Failing = null;
        await _cluster.Catalog.SubscribeAsync(_mirror, reference, mirror.InForce);
        Assert.Equal(41, (await mirror.NextAsync(Cancellation)).Epoch);
    }

    private async Task<ICatalogObserver> SubscribeAsync(RecordingObserver mirror)
    {
        _mirrors.Add(mirror);
        var reference = _cluster.Reference(mirror);
        await _cluster.Catalog.SubscribeAsync(_mirror, reference, mirror.InForce);
        return reference;
    }

    private async Task<Acknowledgement> AfterAllPatienceAsync(long epoch)
    {
        var waiting = _cluster.Catalog.AcknowledgedAsync(epoch);
        while (!waiting.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            await _cluster.Catalog.GetAsync();
            _cluster.Time.Advance(MirrorTiming.Look);
        }

        return await waiting;
    }
}
