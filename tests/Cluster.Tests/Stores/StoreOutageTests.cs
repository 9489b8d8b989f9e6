using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Stores;

/// <summary>The store comes late, or loses what it had.</summary>
public sealed class StoreOutageTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_node_that_is_started_without_its_store_listens_and_joins_when_the_store_is_there()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation, withStore: false);
        var node = cluster.Start("All");
        await node.AliveAsync(Cancellation);
        using var early = await node.AdminAsync(HttpMethod.Get, "apis/llm/aliases/gpt", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        await node.Process.WaitForAsync("The silo did not start", Cancellation);

        await cluster.Store.StartAsync(Cancellation);
        await node.ReadyAsync(Cancellation);

        using var response = await node.SayAsync("gpt", "hello", Cancellation);
        Assert.Equal("You said: hello", await response.TextAsync(Cancellation));
    }

    [Fact]
    public async Task A_node_stops_when_it_is_told_to_with_its_store_and_without()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var nodes = await cluster.StartAsync("All", 2, Cancellation);
        await nodes[1].JoinedAsync(Cancellation);

        nodes[0].Process.Signal("TERM");
        Assert.Equal(0, await nodes[0].Process.ExitAsync(Cancellation));

        var started = TimeProvider.System.GetTimestamp();
        await cluster.Store.StopAsync(Cancellation);
        nodes[1].Process.Signal("TERM");
        Assert.Equal(0, await nodes[1].Process.ExitAsync(Cancellation));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_store_that_is_killed_or_hangs_costs_no_call_and_delays_no_write_for_long()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var node = (await cluster.StartAsync("All", 1, Cancellation))[0];
        await node.JoinedAsync(Cancellation);
        using var current = await node.AdminAsync(HttpMethod.Get, "apis/llm/aliases/gpt", Cancellation);

        cluster.Store.Signal("STOP");
        var started = TimeProvider.System.GetTimestamp();
        using var refused = await node.AdminAsync(HttpMethod.Put, "apis/llm/aliases/gpt", Cancellation, Documents.Target("openai"), current.Headers.ETag!.ToString());
        var took = TimeProvider.System.GetElapsedTime(started);
        using var answered = await node.SayAsync("gpt", "hello", Cancellation);
        cluster.Store.Signal("CONT");

        Assert.False(refused.IsSuccessStatusCode);
        // Without a time limit of its own, the write would hang until a call between silos times out.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("You said: hello", await answered.TextAsync(Cancellation));
    }

    [Fact]
    public async Task A_node_whose_row_is_lost_ends_so_that_its_supervisor_starts_it_into_one_cluster()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var node = cluster.Start("All", ("Membership__MissingRowLimit", "00:00:02"));
        await node.JoinedAsync(Cancellation);

        await cluster.Store.StopAsync(Cancellation);
        await cluster.Store.StartAsync(Cancellation);

        Assert.Equal(1, await node.Process.ExitAsync(Cancellation));
        Assert.Contains("has been missing from the membership", node.Process.Output, StringComparison.Ordinal);
    }
}
