using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Stores;

/// <summary>A node that comes back while the store that all share is away.</summary>
public sealed class SnapshotTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task It_serves_by_its_disk_as_degraded_and_joins_when_the_store_is_back()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var data = Path.Combine(cluster.Folder, "kept");
        var before = cluster.Start("All", ("DataDirectory", data));
        await before.JoinedAsync(Cancellation);
        await Patience.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(data, "catalog.snapshot.json"))), Cancellation);
        before.Process.Signal("KILL");
        await before.Process.ExitAsync(Cancellation);
        await cluster.Store.StopAsync(Cancellation);

        var node = cluster.Start("All", ("DataDirectory", data));
        await node.ReadyAsync(Cancellation);

        Assert.Equal("degraded", await node.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation));
        using var response = await node.SayAsync("gpt", "hello", Cancellation);
        Assert.Equal("You said: hello", await response.TextAsync(Cancellation));
        using var refused = await node.AdminAsync(HttpMethod.Put, "apis/llm/aliases/gpt", Cancellation, Documents.Target("echo"), "\"1\"");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await cluster.Store.StartAsync(Cancellation);
        await Patience.UntilAsync(async () => await node.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation) == "ready", Cancellation);
    }
}
