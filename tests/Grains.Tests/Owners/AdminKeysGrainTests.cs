using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class AdminKeysGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private AdminKeyEntry Key(string name, TimeSpan? life = null) => new()
    {
        Name = name, Role = "viewer", Hash = new string(name[0], 64), Created = _cluster.Time.GetUtcNow(), CreatedBy = "admin-key", Expires = _cluster.Time.GetUtcNow() + life,
    };

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_key_is_found_until_it_is_over()
    {
        await _cluster.AdminKeys.AddAsync(Key("a", TimeSpan.FromHours(1)));
        await _cluster.AdminKeys.AddAsync(Key("b"));

        Assert.Equal("a", (await _cluster.AdminKeys.FindAsync(new string('a', 64)))?.Name);
        _cluster.Time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await _cluster.AdminKeys.FindAsync(new string('a', 64)));
        Assert.Equal("b", (await _cluster.AdminKeys.FindAsync(new string('b', 64)))?.Name);
        Assert.Equal(["a", "b"], (await _cluster.AdminKeys.ListAsync()).Select(key => key.Name));
        Assert.Null(await _cluster.AdminKeys.FindAsync("b"));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_name_is_given_once_and_a_key_that_was_taken_back_is_gone_for_good()
    {
        await _cluster.AdminKeys.AddAsync(Key("a"));
        await Assert.ThrowsAsync<VersionConflictException>(() => _cluster.AdminKeys.AddAsync(Key("a")));

        Assert.Equal("a", (await _cluster.AdminKeys.RemoveAsync("a"))?.Name);
        Assert.Null(await _cluster.AdminKeys.RemoveAsync("a"));
        await _cluster.DeactivateAsync(_cluster.AdminKeys);

        Assert.Empty(await _cluster.AdminKeys.ListAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_key_that_the_store_did_not_take_opens_nothing()
    {
        _cluster.Store.Failing = "admin-keys";
        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.AdminKeys.AddAsync(Key("a")));

        Assert.Null(await _cluster.AdminKeys.FindAsync(new string('a', 64)));
    }
}
