using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Tests.Rollouts;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class RolloutGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;
    private IAliasGrain _alias = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync();
        await _cluster.PublishAsync("old", "new");
        _alias = _cluster.Alias("llm/gpt");
        await _alias.PutAsync(new() { Targets = [new() { Backend = "old" }] }, 0);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_healthy_canary_goes_through_all_steps_and_gets_its_place_and_the_history_says_so()
    {
        await BeginAsync();

        await SeeAsync(0, canary: 0, rest: 0);
        await PassAsync();
        await SeeAsync(1, canary: 0, rest: 0);
        await PassAsync();

        var versions = await _alias.VersionsAsync();
        Assert.Equal([4, 3, 2, 1], versions.Select(version => version.Version));
        Assert.Equal(["rollout", "rollout", "ada", "unknown"], versions.Select(version => version.Note.By));
        Assert.Equal("done at 100 %; 0 of 200 calls of the canary failed, 0 of 2000 of the rest", versions[0].Note.Why);
        Assert.Equal("from 5 % to 100 %; 0 of 200 calls of the canary failed, 0 of 2000 of the rest", versions[1].Note.Why);
        Assert.Equal((null, 100, 5, null), (versions[0].Definition.Rollout, versions[1].Definition.Rollout!.Step.Percent, versions[2].Definition.Rollout!.Step.Percent, versions[3].Definition.Rollout));
        Assert.Equal("new", Assert.Single((await PublishedAsync()).Value.Targets).Backend);
        Assert.Null(await _alias.RolloutAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_bad_canary_is_taken_back_at_the_next_look()
    {
        await BeginAsync();
        await SeeAsync(0, canary: 60, rest: 20);

        await _alias.TendAsync();

        var last = (await _alias.VersionsAsync())[0];
        Assert.Equal(("rollout", "taken back at 5 %: too many failures; 60 of 200 calls of the canary failed, 20 of 2000 of the rest"), (last.Note.By, last.Note.Why));
        Assert.Equal("old", Assert.Single((await PublishedAsync()).Value.Targets).Backend);
        Assert.Null((await PublishedAsync()).Value.Rollout);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_rest_of_the_grain_loses_neither_the_step_nor_what_was_seen()
    {
        await BeginAsync();
        await SeeAsync(0, canary: 1, rest: 20);
        await _alias.TendAsync();

        await _cluster.DeactivateAsync(_alias);

        var status = (await _alias.RolloutAsync())!;
        Assert.Equal((200, 1, 2000, 5), (status.Canary.Attempts, status.Canary.Failures, status.Rest.Attempts, status.Rollout.Step.Percent));
    }

    /// <summary>The process dies, or the store fails, between the alias' own write and the catalog's.</summary>
    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_step_that_was_written_and_not_published_is_decided_anew_and_not_taken_twice()
    {
        await BeginAsync();
        await SeeAsync(0, canary: 0, rest: 0);
        _cluster.Store.Failing = "catalog";
        _cluster.Time.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAnyAsync<Exception>(_alias.TendAsync);
        Assert.Equal(0, (await PublishedAsync()).Value.Rollout!.At);

        _cluster.Store.Failing = null;
        await _cluster.DeactivateAsync(_alias);
        await _alias.TendAsync();
        await _alias.TendAsync();

        Assert.Equal(1, (await PublishedAsync()).Value.Rollout!.At);
        Assert.Equal(["rollout", "ada", "unknown"], (await _alias.VersionsAsync()).Select(version => version.Note.By));
        Assert.Equal(2000, (await _alias.RolloutAsync())!.Rest.Attempts);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task It_steps_by_its_own_timer_too()
    {
        await BeginAsync();
        await SeeAsync(0, canary: 60, rest: 0);

        while ((await PublishedAsync()).Value.Rollout is not null)
        {
            Cancellation.ThrowIfCancellationRequested();
            _cluster.Time.Advance(AliasTender.Every);
        }

        Assert.Equal("rollout", (await _alias.VersionsAsync())[0].Note.By);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_operator_takes_it_back_or_promotes_it_at_once()
    {
        Assert.Null(await _alias.EndRolloutAsync(promote: false, expected: 1, new("ada")));
        await BeginAsync();
        await Assert.ThrowsAsync<VersionConflictException>(() => _alias.EndRolloutAsync(promote: true, expected: 1, new("ada")));

        var back = await _alias.EndRolloutAsync(promote: false, expected: 2, new("ada", "not today"));
        Assert.Equal((3, "old", null), (back!.Written.Version, back.Written.Value.Targets[0].Backend, back.Written.Value.Rollout));

        await _alias.PutRolloutAsync(Arms.Rollout(5, 100), 3, new("ada"));
        var promoted = await _alias.EndRolloutAsync(promote: true, expected: 4, new("ada"));
        Assert.Equal((5, "new", null), (promoted!.Written.Version, promoted.Written.Value.Targets[0].Backend, promoted.Written.Value.Rollout));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_write_or_a_rollback_of_the_alias_ends_it()
    {
        await BeginAsync();
        await _alias.PutAsync(new() { Targets = [new() { Backend = "old", Weight = 7 }] }, 2);
        Assert.Null(await _alias.RolloutAsync());

        await _alias.RollbackAsync(2, 3, new("ada"));

        Assert.Null((await PublishedAsync()).Value.Rollout);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task The_canary_of_a_rollout_cannot_be_taken_out_of_the_catalog()
    {
        await BeginAsync();

        var rejected = await Assert.ThrowsAsync<DefinitionRejectedException>(() => _cluster.Catalog.ApplyAsync(new CatalogChanges
        {
            Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["new"] = null },
        }));

        Assert.Equal("apis.llm.aliases.gpt", Assert.Single(rejected.Mistakes).Path);
    }

    private async Task BeginAsync() => await _alias.PutRolloutAsync(Arms.Rollout(5, 100), 1, new("ada", "a newer model"));

    private Task SeeAsync(int step, int canary, int rest) =>
        _alias.ReportRolloutAsync(new(2, step, "s1", Arms.Of(canary, 200), Arms.Of(rest, 2000)));

    private async Task PassAsync()
    {
        _cluster.Time.Advance(TimeSpan.FromMinutes(5));
        await _alias.TendAsync();
    }

    private async Task<Versioned<AliasDefinition>> PublishedAsync() => (await _cluster.Catalog.GetAsync()).Aliases["llm/gpt"];
}
