using Orleans.Gateway.Contracts.Usage;
using Orleans.Gateway.Grains.Tests.Owners;

namespace Orleans.Gateway.Grains.Tests.Usage;

public sealed class UsageGrainTests : IAsyncLifetime
{
    private static readonly UsageCell Cell = new(500_000, "all", "llm", "meta/llama", "b");
    private static readonly UsageCounts Ten = new(10, 1, 100, 50, 20, 10, 5, 7, 1_000);
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_batch_that_is_sent_again_counts_once()
    {
        var usage = Owner();
        await usage.CountAsync(Batch("p", 1));
        await usage.CountAsync(Batch("p", 1));
        await usage.CountAsync(Batch("p", 3));
        await usage.CountAsync(Batch("q", 2));

        Assert.Equal([new UsageRow(Cell, Ten + Ten + Ten)], await usage.ReadAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_batch_that_was_not_stored_counts_when_it_is_sent_again()
    {
        var usage = Owner();
        await usage.CountAsync(Batch("p", 1));
        _cluster.Store.Failing = "usage";
        await Assert.ThrowsAnyAsync<Exception>(() => usage.CountAsync(Batch("p", 2)));
        _cluster.Store.Failing = null;

        Assert.Equal([new UsageRow(Cell, Ten)], await usage.ReadAsync());
        await usage.CountAsync(Batch("p", 2));

        Assert.Equal([new UsageRow(Cell, Ten + Ten)], await usage.ReadAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task What_was_answered_outlives_the_activation_and_is_not_counted_again()
    {
        var usage = Owner();
        await usage.CountAsync(Batch("p", 1));
        await _cluster.DeactivateAsync(usage);
        await usage.CountAsync(Batch("p", 1));

        Assert.Equal([new UsageRow(Cell, Ten)], await usage.ReadAsync());
    }

    private IUsageGrain Owner() => _cluster.Grain<IUsageGrain>(UsageKey.Subscription("team", Cell.Start));

    private static UsageBatch Batch(string reporter, long number) => new(reporter, number, [new(Cell, Ten)]);
}
