using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class BackendGrainTests : IAsyncLifetime
{
    private static readonly BackendCounts Ten = new(10, 1, 2, 100, 50, 30, 20, 5);
    private static readonly BackendReport Report = new() { Counts = Ten };
    private static readonly BackendDefinition Echo = new() { Format = BackendFormats.Echo };
    private OwnerCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Storing_makes_the_next_version()
    {
        var backend = _cluster.Backend("b");
        Assert.Null(await backend.GetAsync());

        await backend.StoreAsync(Echo);
        var second = await backend.StoreAsync(Echo with { Model = "m" });

        Assert.Equal((2, "m"), (second.Version, second.Value.Model));
        Assert.Equal(2, (await backend.GetAsync())!.Version);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Reports_add_up_in_total_and_by_the_minute()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        await backend.ReportAsync(Report);
        _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await backend.ReportAsync(Report);

        var usage = await backend.UsageAsync();

        Assert.Equal(Ten + Ten + Ten, usage.Total);
        Assert.Equal([Ten + Ten, Ten], usage.Minutes.Select(minute => minute.Counts));
        Assert.Equal(TimeSpan.FromMinutes(1), usage.Minutes[1].Start - usage.Minutes[0].Start);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_are_saved_every_30_seconds()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        var written = _cluster.Store.NextWriteOf("backend-counters");

        _cluster.Time.Advance(TimeSpan.FromSeconds(29));
        await backend.UsageAsync();
        Assert.False(written.IsCompleted);

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await written.WaitAsync(Cancellation);
        Assert.Contains("\"Attempts\":10", _cluster.Store["backend-counters", "backend/b"], StringComparison.Ordinal);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_are_saved_when_the_backend_goes_to_sleep()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);

        await _cluster.DeactivateAsync(backend);

        Assert.Equal(Ten, (await backend.UsageAsync()).Total);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_that_did_not_change_are_not_written_again()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        await _cluster.DeactivateAsync(backend);
        await backend.UsageAsync();

        await _cluster.DeactivateAsync(backend);

        Assert.Equal(1, _cluster.Store.Attempts["backend-counters"]);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_that_could_not_be_saved_go_with_the_next_save()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        _cluster.Store.Failing = "backend-counters";
        var failed = _cluster.Store.NextWriteOf("backend-counters");
        _cluster.Time.Advance(TimeSpan.FromSeconds(30));
        await failed.WaitAsync(Cancellation);

        Assert.Equal(Ten, (await backend.UsageAsync()).Total); // and the backend still answers

        _cluster.Store.Failing = null;
        await _cluster.DeactivateAsync(backend);
        Assert.Equal(Ten, (await backend.UsageAsync()).Total);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_go_on_after_a_save_that_arrived_and_was_not_answered()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        _cluster.Store.Unanswered = "backend-counters";
        var arrived = _cluster.Store.NextWriteOf("backend-counters");
        _cluster.Time.Advance(TimeSpan.FromSeconds(30));
        await arrived.WaitAsync(Cancellation);
        _cluster.Store.Unanswered = null;
        await backend.ReportAsync(Report);

        await _cluster.DeactivateAsync(backend);

        Assert.Equal(Ten + Ten, (await backend.UsageAsync()).Total);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counters_that_a_newer_version_has_written_meanwhile_are_left_alone()
    {
        var backend = _cluster.Backend("b");
        await backend.ReportAsync(Report);
        _cluster.Store["backend-counters", "backend/b"] = """{"Schema":2}""";

        await _cluster.DeactivateAsync(backend);

        Assert.Equal("""{"Schema":2}""", _cluster.Store["backend-counters", "backend/b"]);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Counting_never_rewrites_the_definition()
    {
        var backend = _cluster.Backend("b");
        await backend.StoreAsync(Echo);
        await backend.ReportAsync(Report);

        await _cluster.DeactivateAsync(backend);
        await backend.UsageAsync();

        Assert.Equal(1, _cluster.Store.Attempts["backend"]);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_store_that_fails_leaves_the_definition_as_it_was()
    {
        var backend = _cluster.Backend("b");
        await backend.StoreAsync(Echo);
        _cluster.Store.Failing = "backend";

        await Assert.ThrowsAnyAsync<Exception>(() => backend.StoreAsync(Echo with { Model = "m" }));

        Assert.Null((await backend.GetAsync())!.Value.Model);
        _cluster.Store.Failing = null;
        Assert.Equal(2, (await backend.StoreAsync(Echo)).Version);
    }

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData("backend")]
    [InlineData("backend-counters")]
    public async Task State_of_a_newer_version_is_refused(string state)
    {
        _cluster.Store[state, "backend/future"] = """{"Schema":2}""";

        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Backend("future").ReportAsync(Report));

        Assert.Equal("""{"Schema":2}""", _cluster.Store[state, "backend/future"]);
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_a_process_counted_reaches_the_owner()
    {
        await using var cluster = await OwnerCluster.StartAsync(services: true);
        var written = cluster.Store.NextWriteOf("backend-counters");
        await cluster.Backend("b").UsageAsync();
        cluster.Gates.Of("b").Tally.Settled(AttemptOutcome.Answered, new TokenUsage(7, 3));

        // The tick of the reports, and then the one of the owner's save.
        while (!written.IsCompleted)
        {
            Cancellation.ThrowIfCancellationRequested();
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await cluster.Backend("b").UsageAsync();
        }

        Assert.Equal(new BackendCounts(1, 0, 0, 7, 3, 0, 0, 0), (await cluster.Backend("b").UsageAsync()).Total);
    }
}
