using Orleans.Gateway.Contracts.Access;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class AdminSessionsGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private AdminSessionEntry Session(char name) => new()
    {
        Name = $"key:{name}",
        Role = "viewer",
        Hash = new string(name, 64),
        Created = _cluster.Time.GetUtcNow(),
        Expires = _cluster.Time.GetUtcNow().AddHours(8),
        Seen = _cluster.Time.GetUtcNow(),
    };

    private Task<AdminSessionEntry?> FindAsync(char name, bool isActivity) => _cluster.AdminSessions.FindAsync(new string(name, 64), isActivity);

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_session_ends_after_half_an_hour_in_which_only_pages_refreshed_themselves()
    {
        await _cluster.AdminSessions.BeginAsync(Session('a'));
        for (var minute = 0; minute < 29; minute++)
        {
            _cluster.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.NotNull(await FindAsync('a', isActivity: false));
        }

        _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync('a', isActivity: true));
        Assert.Empty(await _cluster.AdminSessions.ListAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Somebody_who_is_there_stays_for_eight_hours_and_no_longer_and_over_the_end_of_an_activation()
    {
        await _cluster.AdminSessions.BeginAsync(Session('a'));
        for (var quarter = 1; quarter < 4 * 8; quarter++)
        {
            _cluster.Time.Advance(TimeSpan.FromMinutes(15));
            Assert.NotNull(await FindAsync('a', isActivity: true));
        }

        await _cluster.DeactivateAsync(_cluster.AdminSessions);
        Assert.NotNull(await FindAsync('a', isActivity: true));
        _cluster.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await FindAsync('a', isActivity: true));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_session_that_was_ended_opens_nothing_and_the_others_stay()
    {
        await _cluster.AdminSessions.BeginAsync(Session('a'));
        await _cluster.AdminSessions.BeginAsync(Session('b'));

        Assert.Equal("key:a", (await _cluster.AdminSessions.EndAsync(new string('a', 12)))?.Name);
        Assert.Null(await _cluster.AdminSessions.EndAsync(new string('a', 12)));
        Assert.Null(await FindAsync('a', isActivity: true));
        Assert.NotNull(await FindAsync('b', isActivity: true));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_session_holds_while_the_store_is_down_for_as_long_as_somebody_is_there()
    {
        await _cluster.AdminSessions.BeginAsync(Session('a'));
        var written = _cluster.Store.Attempts["admin-sessions"];
        _cluster.Store.Failing = "admin-sessions";
        for (var call = 0; call < 80; call++)
        {
            _cluster.Time.Advance(TimeSpan.FromMinutes(0.5));
            Assert.NotNull(await FindAsync('a', isActivity: true));
        }

        // A store that hangs costs one call in five minutes, not each.
        Assert.Equal(8, _cluster.Store.Attempts["admin-sessions"] - written);

        _cluster.Store.Failing = null;
        _cluster.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await FindAsync('a', isActivity: true));
        await _cluster.DeactivateAsync(_cluster.AdminSessions);
        Assert.NotNull(await FindAsync('a', isActivity: true));
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_sign_of_life_over_what_somebody_else_has_written_opens_once_and_then_what_is_stored_counts()
    {
        await _cluster.AdminSessions.BeginAsync(Session('a'));
        var before = _cluster.Store["admin-sessions", "admin-sessions/0"];
        await _cluster.AdminSessions.BeginAsync(Session('b'));
        _cluster.Store["admin-sessions", "admin-sessions/0"] = before;

        _cluster.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await FindAsync('b', isActivity: true));
        Assert.Null(await FindAsync('b', isActivity: true));
        Assert.NotNull(await FindAsync('a', isActivity: true));
    }
}
