using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Secured;

/// <summary>The connections between nodes, encrypted.</summary>
public sealed class ClusterTlsTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Nodes_of_one_authority_work_together_and_nobody_else_gets_in()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        using var ours = new Authority(cluster.Folder, "ours");
        using var theirs = new Authority(cluster.Folder, "theirs");
        await cluster.Start("Silo", ours.Settings).ReadyAsync(Cancellation);
        await cluster.Start("Silo", ours.Settings).ReadyAsync(Cancellation);
        var front = cluster.Start("Api", ours.Settings);
        var plain = cluster.Start("Api");
        var stranger = cluster.Start("Api", theirs.Settings);

        await front.ReadyAsync(Cancellation);
        using var response = await front.SayAsync("gpt", "hello", Cancellation);
        Assert.Equal("You said: hello", await response.TextAsync(Cancellation));

        foreach (var outsider in (Node[])[plain, stranger])
        {
            await outsider.Process.WaitForAsync("Connection attempt to endpoint", Cancellation);
            using var ready = await outsider.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.DoesNotContain("Connected to the silos", outsider.Process.Output, StringComparison.Ordinal);
        }
    }
}
