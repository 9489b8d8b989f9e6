using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>The key index on three silos.</summary>
public sealed class KeyMirrorsTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(services: true, silos: 3);
        var epoch = await _cluster.PublishAsync("a");
        await _cluster.UntilAsync(() => _cluster.Silos.All(silo => silo.Mirror.Current.Epoch >= epoch), Cancellation);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience * 2)]
    public async Task Of_200_acknowledged_changes_each_is_in_force_on_every_silo()
    {
        for (var change = 1; change <= 200; change++)
        {
            var name = $"team-{change % 40}";
            var definition = change % 3 == 0 ? null : Of(change);
            var index = _cluster.KeyIndex(KeyIndex.ShardOf(name));
            var epoch = await index.ApplyAsync(One(name, definition));

            Assert.Empty((await index.AcknowledgedAsync(epoch)).Laggards);

            Assert.All(_cluster.Silos, silo => Assert.Equal(
                definition?.KeyHashes, silo.Mirror.Subscriptions.Export(KeyIndex.ShardOf(name)).Subscriptions.GetValueOrDefault(name)?.KeyHashes));
        }
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_change_whose_push_was_lost_comes_with_the_next_renewal_and_is_not_acknowledged_before()
    {
        var index = _cluster.KeyIndex(KeyIndex.ShardOf("team"));
        _cluster.Pushes.Active = true;
        var epoch = await index.ApplyAsync(One("team", Of(1)));
        _cluster.Pushes.Active = false;
        Assert.All(_cluster.Silos, silo => Assert.False(silo.Mirror.Subscriptions.Has("team")));

        // Goes on from what nobody has: the mirrors ask for what lies between.
        var next = await index.ApplyAsync(One("team", Of(2)));
        await _cluster.UntilAsync(() => _cluster.Silos.All(silo => silo.Mirror.Subscriptions.Version(KeyIndex.ShardOf("team")).Epoch == next), Cancellation);

        Assert.True(epoch < next);
        Assert.Empty((await index.AcknowledgedAsync(next)).Laggards);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_an_earlier_version_stored_in_the_catalog_is_moved_to_the_index_once()
    {
        var old = Enumerable.Range(0, 40).ToDictionary(at => $"team-{at}", at => (SubscriptionDefinition?)Of(at));
        await _cluster.Catalog.ApplyAsync(new CatalogChanges
        {
            Products = new Dictionary<string, ProductDefinition?> { ["all"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] } } },
            Subscriptions = old,
        });
        var taken = _cluster.KeyIndex(KeyIndex.ShardOf("team-1"));
        await taken.ApplyAsync(One("team-1", Of(4711)));
        var migration = new SubscriptionMigration(NullLogger<SubscriptionMigration>.Instance);

        await migration.ApplyAsync(_cluster.Factories.First());
        var epoch = (await _cluster.Catalog.GetAsync()).Epoch;
        await migration.ApplyAsync(_cluster.Factories.First());

        var moved = new Dictionary<string, SubscriptionDefinition>();
        for (var shard = 0; shard < KeyIndex.Shards; shard++)
        {
            foreach (var (name, definition) in (await _cluster.KeyIndex(shard).GetAsync()).Subscriptions)
            {
                moved.Add(name, definition);
            }
        }

        var catalog = await _cluster.Catalog.GetAsync();
        Assert.Empty(catalog.Subscriptions);
        Assert.Equal(epoch, catalog.Epoch);
        Assert.Equal(old.Keys.Order(StringComparer.Ordinal), moved.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Of(4711).KeyHashes, moved["team-1"].KeyHashes); // What the index has already is newer.
    }

    private static KeyChanges One(string name, SubscriptionDefinition? definition) => new() { Subscriptions = new Dictionary<string, SubscriptionDefinition?> { [name] = definition } };

    private static SubscriptionDefinition Of(int key) => new() { Product = "all", KeyHashes = [key.ToString("x64", null)] };
}
