using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class AliasGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync();
        await _cluster.PublishAsync("a", "b");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static AliasDefinition To(params string[] backends) => new() { Targets = [.. backends.Select(id => new TargetDefinition { Backend = id })] };

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_alias_that_nobody_wrote_is_not_there() => Assert.Null(await _cluster.Alias("llm/gpt").GetAsync());

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_put_writes_the_next_version_and_publishes_it_as_the_next_epoch()
    {
        var alias = _cluster.Alias("llm/gpt");

        var first = await alias.PutAsync(To("a"), expected: 0);
        var second = await alias.PutAsync(To("a", "b"), expected: 1);

        Assert.Equal((1, 2), (first.Written.Version, first.Epoch));
        Assert.Equal((2, 3), (second.Written.Version, second.Epoch));
        Assert.Equal(2, (await alias.GetAsync())!.Value.Targets.Count);
        Assert.Equal(2, (await _cluster.Catalog.GetAsync()).Aliases["llm/gpt"].Version);
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData(0L)] // somebody else created it
    [InlineData(1L)]
    [InlineData(3L)]
    public async Task A_put_on_another_version_than_the_one_in_force_is_a_conflict(long expected)
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        await alias.PutAsync(To("b"), 1);

        var conflict = await Assert.ThrowsAsync<VersionConflictException>(() => alias.PutAsync(To("a"), expected));

        Assert.Equal(2, conflict.Current);
        Assert.Equal("b", (await alias.GetAsync())!.Value.Targets[0].Backend);
        Assert.Equal(3, (await _cluster.Catalog.GetAsync()).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_conflict_on_an_alias_that_is_not_there_says_version_0()
    {
        var conflict = await Assert.ThrowsAsync<VersionConflictException>(() => _cluster.Alias("llm/gpt").PutAsync(To("a"), 7));

        Assert.Equal(0, conflict.Current);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_put_without_an_expected_version_overwrites()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), null);

        Assert.Equal(2, (await alias.PutAsync(To("b"), null)).Written.Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Of_two_puts_on_the_same_version_one_wins()
    {
        var alias = _cluster.Alias("llm/gpt");

        var both = await Task.WhenAll(Put("a"), Put("b"));

        Assert.Equal([false, true], both.Order());
        Assert.Equal(1, (await alias.GetAsync())!.Version);

        async Task<bool> Put(string backend)
        {
            try
            {
                await alias.PutAsync(To(backend), 0);
                return true;
            }
            catch (VersionConflictException)
            {
                return false;
            }
        }
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task All_unknown_backends_are_named_at_once_and_nothing_is_written()
    {
        var alias = _cluster.Alias("llm/gpt");

        var rejected = await Assert.ThrowsAsync<DefinitionRejectedException>(() => alias.PutAsync(To("x", "a", "y"), 0));

        Assert.Equal(["targets[0].backend", "targets[2].backend"], rejected.Mistakes.Select(mistake => mistake.Path));
        Assert.Null(await alias.GetAsync());
        Assert.Equal(1, (await _cluster.Catalog.GetAsync()).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_alias_needs_a_target()
    {
        var rejected = await Assert.ThrowsAsync<DefinitionRejectedException>(() => _cluster.Alias("llm/gpt").PutAsync(To(), 0));

        Assert.Equal("targets", Assert.Single(rejected.Mistakes).Path);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Storing_writes_a_version_and_publishes_nothing()
    {
        var stored = await _cluster.Alias("llm/gpt").StoreAsync(To("not there yet"));

        Assert.Equal(1, stored.Version);
        Assert.Equal(1, (await _cluster.Catalog.GetAsync()).Epoch);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_was_stored_and_not_published_is_stored_again_only_when_something_else_is_said()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.StoreAsync(To("a"), ChangeNote.Document, published: 0);

        Assert.Equal(1, (await alias.StoreAsync(To("a"), ChangeNote.Document, published: 0)).Version);
        Assert.Equal(2, (await alias.StoreAsync(To("a"), new ChangeNote("ada"), published: 0)).Version);
        Assert.Equal(3, (await alias.StoreAsync(To("b"), new ChangeNote("ada"), published: 0)).Version);
        Assert.Equal(4, (await alias.StoreAsync(To("b"), new ChangeNote("ada"))).Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Storing_for_a_version_that_is_not_in_force_is_a_conflict_and_the_history_keeps_what_is()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        await alias.PutAsync(To("b"), 1);

        var conflict = await Assert.ThrowsAsync<VersionConflictException>(() => alias.StoreAsync(To("a", "b"), ChangeNote.Document, published: 1));

        Assert.Equal(2, conflict.Current);
        Assert.Equal([2, 1], (await alias.VersionsAsync()).Select(version => version.Version));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_store_that_fails_leaves_memory_and_the_published_alias_as_they_were()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        _cluster.Store.Failing = "alias";

        await Assert.ThrowsAnyAsync<Exception>(() => alias.PutAsync(To("b"), 1));

        Assert.Equal((1, "a"), ((await alias.GetAsync())!.Version, (await alias.GetAsync())!.Value.Targets[0].Backend));
        Assert.Equal(2, (await _cluster.Catalog.GetAsync()).Epoch);

        _cluster.Store.Failing = null;
        Assert.Equal(2, (await alias.PutAsync(To("b"), 1)).Written.Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_alias_that_slept_has_its_version_again()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);

        await _cluster.DeactivateAsync(alias);

        Assert.Equal(new Versioned<string>(1, "a"), new((await alias.GetAsync())!.Version, (await alias.GetAsync())!.Value.Targets[0].Backend));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task State_of_a_newer_version_is_refused_and_not_overwritten()
    {
        const string future = """{"Schema":2,"Current":null}""";
        _cluster.Store["alias", "alias/llm/future"] = future;

        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Alias("llm/future").PutAsync(To("a"), null));

        Assert.Equal(future, _cluster.Store["alias", "alias/llm/future"]);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_version_that_the_catalog_did_not_take_was_never_in_force()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        _cluster.Store.Failing = "catalog";
        await Assert.ThrowsAnyAsync<Exception>(() => alias.PutAsync(To("b"), 1));
        _cluster.Store.Failing = null;

        Assert.Equal([1], (await alias.VersionsAsync()).Select(version => version.Version));
        Assert.Equal(3, (await alias.PutAsync(To("a", "b"), expected: 1)).Written.Version);
        Assert.Equal([3, 1], (await alias.VersionsAsync()).Select(version => version.Version));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_version_says_who_wrote_it_when_and_why_also_after_a_rest()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0, new ChangeNote("key:ci", "a try"));
        await alias.PutAsync(To("b"), 1);
        await _cluster.DeactivateAsync(alias);

        var back = await alias.RollbackAsync(1, expected: 2, new ChangeNote("ada", "worse"));

        Assert.Equal(3, back!.Written.Version);
        Assert.Null(await alias.RollbackAsync(9, expected: 3, new ChangeNote("ada")));
        var versions = await alias.VersionsAsync();
        Assert.Equal([(3, "ada", "worse", 1), (2, "unknown", null, null), (1, "key:ci", "a try", null)], versions.Select(version => (version.Version, version.Note.By, version.Note.Why, version.RestoredFrom)));
        Assert.Equal("a", versions[0].Definition.Targets[0].Backend);
        Assert.All(versions, version => Assert.Equal(_cluster.Time.GetUtcNow(), version.At));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_deleted_alias_leaves_the_catalog_and_keeps_its_past_should_it_come_back()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        Assert.Equal(1, (await Assert.ThrowsAsync<VersionConflictException>(() => alias.DeleteAsync(7))).Current);

        Assert.Equal(3, await alias.DeleteAsync(1));

        Assert.False((await _cluster.Catalog.GetAsync()).Aliases.ContainsKey("llm/gpt"));
        Assert.Empty(await alias.VersionsAsync());
        await Assert.ThrowsAsync<VersionConflictException>(() => alias.DeleteAsync(null));
        await alias.PutAsync(To("b"), 0);
        Assert.Equal([2, 1], (await alias.VersionsAsync()).Select(version => version.Version));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_alias_from_before_there_was_a_history_begins_one_with_what_it_has()
    {
        _cluster.Store["alias", "alias/llm/old"] = """{"Schema":1,"Current":{"Version":7,"Value":{"Targets":[{"Backend":"a"}]}}}""";
        await _cluster.Catalog.ApplyAsync(new CatalogChanges
        {
            Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["llm/old"] = new(7, To("a")) },
        });

        await _cluster.Alias("llm/old").PutAsync(To("b"), 7);

        Assert.Equal([8, 7], (await _cluster.Alias("llm/old").VersionsAsync()).Select(version => version.Version));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_removed_alias_is_gone_and_its_versions_go_on_when_it_comes_back()
    {
        var alias = _cluster.Alias("llm/gpt");
        await alias.PutAsync(To("a"), 0);
        await alias.PutAsync(To("b"), 1);

        await alias.RemoveAsync();

        Assert.Null(await alias.GetAsync());
        Assert.Equal(3, (await alias.PutAsync(To("a"), expected: 0)).Written.Version);
    }
}
