using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class CatalogGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Every_change_is_one_epoch()
    {
        Assert.Equal(0, (await _cluster.Catalog.GetAsync()).Epoch);
        Assert.Equal(1, await _cluster.PublishAsync("a", "b"));
        Assert.Equal(2, await _cluster.PublishAsync("c"));
        Assert.Equal(["a", "b", "c"], (await _cluster.Catalog.GetAsync()).Backends.Keys.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_change_of_nothing_is_no_epoch()
    {
        await _cluster.PublishAsync("a");

        Assert.Equal(1, await _cluster.Catalog.ApplyAsync(new CatalogChanges()));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_catalog_that_would_point_at_nothing_is_refused_whole()
    {
        await _cluster.PublishAsync("a");

        var rejected = await Assert.ThrowsAsync<DefinitionRejectedException>(() => _cluster.Catalog.ApplyAsync(new CatalogChanges
        {
            Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["b"] = Views.Echo() },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["llm/gpt"] = Views.Alias(("lost", 1, 1)) },
        }));

        Assert.Equal("apis.llm.aliases.gpt.targets[0].backend", Assert.Single(rejected.Mistakes).Path);
        var catalog = await _cluster.Catalog.GetAsync();
        Assert.Equal((1, false), (catalog.Epoch, catalog.Backends.ContainsKey("b")));
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData(0L, true)]
    [InlineData(1L, true)]
    [InlineData(2L, false)]
    [InlineData(3L, false)]
    public async Task Subscribing_answers_only_with_what_is_newer(long known, bool answered)
    {
        await _cluster.PublishAsync("a");
        await _cluster.PublishAsync("b");

        var answer = await _cluster.Catalog.SubscribeAsync("m", _cluster.Reference(new RecordingObserver()), await VersionAsync(known));

        Assert.Equal(answered ? 2 : null, answer?.Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_change_is_pushed_to_every_mirror()
    {
        var mirrors = new[] { new RecordingObserver(), new RecordingObserver() };
        await _cluster.Catalog.SubscribeAsync("m0", _cluster.Reference(mirrors[0]), default);
        await _cluster.Catalog.SubscribeAsync("m1", _cluster.Reference(mirrors[1]), default);

        await _cluster.PublishAsync("a");

        foreach (var mirror in mirrors)
        {
            var pushed = await mirror.NextAsync(Cancellation);
            Assert.Equal((1, true), (pushed.Epoch, pushed.Backends.ContainsKey("a")));
        }
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_mirror_that_stops_renewing_gets_nothing_more()
    {
        var (dead, alive) = (new RecordingObserver(), new RecordingObserver());
        var (toDead, toAlive) = (_cluster.Reference(dead), _cluster.Reference(alive));
        await _cluster.Catalog.SubscribeAsync("dead", toDead, default);
        await _cluster.Catalog.SubscribeAsync("alive", toAlive, default);

        _cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await _cluster.Catalog.SubscribeAsync("alive", toAlive, default);
        _cluster.Time.Advance(TimeSpan.FromSeconds(6));
        await _cluster.PublishAsync("a");

        Assert.Equal(1, (await alive.NextAsync(Cancellation)).Epoch);
        await _cluster.Catalog.GetAsync();
        Assert.False(dead.Any);
        GC.KeepAlive(dead);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_mirror_that_cannot_be_reached_holds_up_neither_the_owner_nor_the_others()
    {
        var alive = new RecordingObserver();
        _cluster.Pushes.Active = true;
        await _cluster.Catalog.SubscribeAsync("alive", _cluster.Reference(alive), default);

        Assert.Equal(1, await _cluster.PublishAsync("a"));
        await _cluster.Pushes.FirstLoss.WaitAsync(Cancellation);
        Assert.Equal(1, _cluster.Pushes.Lost);

        _cluster.Pushes.Active = false;
        Assert.Equal(2, await _cluster.PublishAsync("b"));
        Assert.Equal(2, (await alive.NextAsync(Cancellation)).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_store_that_fails_leaves_the_catalog_and_the_mirrors_as_they_were()
    {
        await _cluster.PublishAsync("a");
        var mirror = new RecordingObserver();
        await _cluster.Catalog.SubscribeAsync("m", _cluster.Reference(mirror), await VersionAsync(1));
        _cluster.Store.Failing = "catalog";

        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.PublishAsync("b"));

        var catalog = await _cluster.Catalog.GetAsync();
        Assert.Equal((1, false), (catalog.Epoch, catalog.Backends.ContainsKey("b")));
        Assert.False(mirror.Any);

        _cluster.Store.Failing = null;
        Assert.Equal(2, await _cluster.PublishAsync("c"));
        Assert.False((await mirror.NextAsync(Cancellation)).Backends.ContainsKey("b"));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Epochs_go_on_after_the_owner_slept()
    {
        await _cluster.PublishAsync("a");
        await _cluster.PublishAsync("b");

        await _cluster.DeactivateAsync(_cluster.Catalog);

        Assert.Equal(2, (await _cluster.Catalog.GetAsync()).Epoch);
        Assert.Equal(3, await _cluster.PublishAsync("c"));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task State_of_a_newer_version_is_refused()
    {
        var store = new StateStore { ["catalog", "catalog/0"] = """{"Schema":2,"Snapshot":{}}""" };
        await using var cluster = await OwnerCluster.StartAsync(store: store);

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.PublishAsync("a"));

        Assert.StartsWith("""{"Schema":2""", store["catalog", "catalog/0"], StringComparison.Ordinal);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_lost_push_is_made_good_by_the_next_renewal()
    {
        await using var cluster = await OwnerCluster.StartAsync(services: true);
        await cluster.Time.WaitBegunAsync(MirrorTiming.Renewal, Cancellation); // subscribed, and waits for the next renewal
        cluster.Pushes.Active = true;
        await cluster.PublishAsync("a");
        await cluster.Pushes.FirstLoss.WaitAsync(Cancellation);
        Assert.Equal((1, 0L), (cluster.Pushes.Lost, cluster.Mirror.Current.Epoch));

        cluster.Time.Advance(MirrorTiming.Renewal);
        await cluster.Mirror.Filled.WaitAsync(Cancellation);

        Assert.Equal(1, cluster.Mirror.Current.Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_push_fills_the_mirror_of_a_silo_without_any_time_passing()
    {
        await using var cluster = await OwnerCluster.StartAsync(services: true);
        await cluster.Time.WaitBegunAsync(MirrorTiming.Renewal, Cancellation);

        await cluster.PublishAsync("a");
        await cluster.Mirror.Filled.WaitAsync(Cancellation);

        Assert.True(cluster.Mirror.Current.Backends.ContainsKey("a"));
    }

    /// <summary>The version in force, or one before or after it.</summary>
    private async Task<CatalogVersion> VersionAsync(long epoch) =>
        (await _cluster.Catalog.GetAsync()).Version is var current && current.Epoch == epoch ? current : new CatalogVersion(epoch, default);
}
