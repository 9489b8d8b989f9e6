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
}
