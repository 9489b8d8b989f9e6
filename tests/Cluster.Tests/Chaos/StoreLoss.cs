using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>The store hangs, and then is gone, while calls go on.</summary>
public abstract class StoreLoss(ChaosFixture fixture)
{
    /// <summary>The store's own limit is two; the rest is what a busy machine takes. A write that waited for the store would take as long as it is away.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task No_call_is_lost_with_the_store_and_writes_are_refused_soon_until_it_is_back()
    {
        var plan = ChaosPlan.Current;
        using var limit = plan.Source();
        var store = fixture.Cluster.Store;
        await using var load = new SteadyLoad(fixture.Nodes, plan.CallsPerSecond);

        await WithoutStoreAsync(() => Done(() => store.Signal("STOP")), () => Done(() => store.Signal("CONT")), plan.Outage, limit.Token);
        await WithoutStoreAsync(() => store.StopAsync(limit.Token), () => store.StartAsync(limit.Token), plan.Outage, limit.Token);

        Verdict.Hold(await load.StopAsync(), fixture.Provider.Ledger.Entries, []);
    }

    private async Task WithoutStoreAsync(Func<Task> take, Func<Task> giveBack, TimeSpan outage, CancellationToken cancellation)
    {
        await take();
        var from = TimeProvider.System.GetTimestamp();
        var (writes, longest) = (0, TimeSpan.Zero);
        do
        {
            var started = TimeProvider.System.GetTimestamp();
            var status = await WriteAsync(writes++, cancellation);
            Assert.True(status is HttpStatusCode.ServiceUnavailable, $"Write {writes}, {TimeProvider.System.GetElapsedTime(from).TotalSeconds:0.0} s after the store was lost, was answered with {status}.");
            var took = TimeProvider.System.GetElapsedTime(started);
            longest = took > longest ? took : longest;
            await Patience.PassAsync(TimeSpan.FromSeconds(1), cancellation);
        }
        while (TimeProvider.System.GetElapsedTime(from) < outage);

        await giveBack();
        var back = TimeProvider.System.GetTimestamp();
        await Patience.UntilAsync(async () => await WriteAsync(writes++, cancellation) is HttpStatusCode.OK or HttpStatusCode.Created, cancellation);
        var recovery = TimeProvider.System.GetElapsedTime(back);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Without a store for {TimeProvider.System.GetElapsedTime(from, back).TotalSeconds:0} s: {writes} writes, the slowest refused after {longest.TotalSeconds:0.00} s; written again {recovery.TotalSeconds:0.0} s after its return.");
        Assert.InRange(longest, TimeSpan.Zero, LongestWrite);
        Assert.InRange(recovery, TimeSpan.Zero, LongestRecovery);
    }

    /// <summary>Through one node after the other. Whatever is stored there is overwritten.</summary>
    private async Task<HttpStatusCode> WriteAsync(int number, CancellationToken cancellation)
    {
        var node = fixture.Nodes[number % fixture.Nodes.Length];
        using var response = await node.AdminAsync(HttpMethod.Put, "apis/llm/aliases/echo", cancellation, Documents.Target("echo"), "*");
        return response.StatusCode;
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
