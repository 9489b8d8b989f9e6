using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>What a shard of the key index pushes to whom.</summary>
public sealed class KeyIndexGrainTests : IAsyncLifetime
{
    private const int Shard = 3;

    private OwnerCluster _cluster = null!;

    private IKeyIndexGrain Index => _cluster.KeyIndex(Shard);

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_change_of_one_among_many_is_pushed_alone()
    {
        await Index.ApplyAsync(new() { Subscriptions = Enumerable.Range(0, 5000).ToDictionary(at => $"team-{at}", at => (SubscriptionDefinition?)Of(at)) });
        var mirror = new RecordingKeyObserver();
        var whole = await Index.SubscribeAsync("silo", _cluster.Reference(mirror), default);
        Assert.Null(whole!.From);
        Assert.Equal(5000, whole.Subscriptions.Count);
        mirror.InForce = whole.To;

        var epoch = await Index.ApplyAsync(One("team-7", null));

        var push = await mirror.NextAsync(TestContext.Current.CancellationToken);
        Assert.Equal((whole.To, epoch), (push.From, push.To.Epoch));
        Assert.Equal(["team-7"], push.Subscriptions.Keys);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_mirror_that_missed_changes_gets_these_and_one_of_another_line_the_whole_shard()
    {
        var first = await Index.ApplyAsync(One("a", Of(1)));
        var known = (await Index.GetAsync()).Version;
        await Index.ApplyAsync(One("b", Of(2)));
        await Index.ApplyAsync(One("b", Of(3)));
        var mirror = _cluster.Reference(new RecordingKeyObserver());

        var missed = (await Index.SubscribeAsync("silo", mirror, known))!;
        var foreign = (await Index.SubscribeAsync("other", mirror, new(first, Guid.NewGuid())))!;

        Assert.Equal((known, first + 2), (missed.From, missed.To.Epoch));
        Assert.Equal(Of(3).KeyHashes, Assert.Single(missed.Subscriptions).Value!.KeyHashes);
        Assert.Null(foreign.From);
        Assert.Equal(["a", "b"], foreign.Subscriptions.Keys.Order());
        Assert.Null(await Index.SubscribeAsync("silo", mirror, missed.To));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_shard_outlives_its_activation_and_a_mirror_that_is_ahead_is_overtaken()
    {
        var epoch = await Index.ApplyAsync(One("a", Of(1)));
        await _cluster.DeactivateAsync(Index);
        Assert.Equal(epoch, (await Index.FindAsync("a")).Epoch);
        var mirror = new RecordingKeyObserver { InForce = new(epoch + 10, Guid.NewGuid()) };

        Assert.Null(await Index.SubscribeAsync("silo", _cluster.Reference(mirror), mirror.InForce));

        var push = await mirror.NextAsync(TestContext.Current.CancellationToken);
        Assert.Equal((null, epoch + 11), (push.From, push.To.Epoch));
        Assert.Equal(["a"], push.Subscriptions.Keys);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_was_made_for_another_epoch_and_a_key_of_two_are_refused_and_a_write_that_fails_changes_nothing()
    {
        var epoch = await Index.ApplyAsync(One("a", Of(1)));

        await Assert.ThrowsAsync<VersionConflictException>(() => Index.ApplyAsync(One("b", Of(2)) with { ExpectedEpoch = epoch - 1 }));
        var refused = await Assert.ThrowsAsync<DefinitionRejectedException>(() => Index.ApplyAsync(One("b", Of(1))));
        Assert.Equal("subscriptions.b.keys", Assert.Single(refused.Mistakes).Path);
        _cluster.Store.Failing = "key-index";
        await Assert.ThrowsAnyAsync<Exception>(() => Index.ApplyAsync(One("b", Of(2))));
        _cluster.Store.Failing = null;

        Assert.Equal(epoch, (await Index.GetAsync()).Epoch);
        Assert.Equal("a", await Index.OwnerOfAsync(Of(1).KeyHashes, "b"));
        Assert.Null(await Index.OwnerOfAsync(Of(1).KeyHashes, "a"));
        Assert.Equal(["a"], await Index.OfProductAsync("all", 10));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_page_goes_by_name_and_begins_behind_the_last_one()
    {
        await Index.ApplyAsync(new() { Subscriptions = Enumerable.Range(0, 9).ToDictionary(at => $"team-{at}", at => (SubscriptionDefinition?)Of(at)) });

        Assert.Equal(["team-3", "team-4"], (await Index.ListAsync("team-2", 2, null)).Select(found => found.Name));
        Assert.Equal(["team-8"], (await Index.ListAsync(null, 5, "M-8")).Select(found => found.Name));
    }

    private static KeyChanges One(string name, SubscriptionDefinition? definition) => new() { Subscriptions = new Dictionary<string, SubscriptionDefinition?> { [name] = definition } };

    private static SubscriptionDefinition Of(int key) => new() { Product = "all", KeyHashes = [key.ToString("x64", null)] };
}
