using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Equal;

/// <summary>Two nodes that do everything, on one store.</summary>
public sealed class SharedConfigurationTests(SharedConfigurationTests.TwoNodes fixture) : IClassFixture<SharedConfigurationTests.TwoNodes>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task An_alias_that_is_changed_on_one_node_is_changed_on_the_other()
    {
        var (one, other) = (fixture.Nodes[0], fixture.Nodes[1]);
        using var before = await other.SayAsync("gpt", "hello", Cancellation);
        Assert.Equal("You said: hello", await before.TextAsync(Cancellation));

        using var current = await one.AdminAsync(HttpMethod.Get, "apis/llm/aliases/gpt", Cancellation);
        using var changed = await one.AdminAsync(HttpMethod.Put, "apis/llm/aliases/gpt", Cancellation, Documents.Target("echo"), current.Headers.ETag!.ToString());
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Cancellation));

        foreach (var node in fixture.Nodes)
        {
            await Patience.UntilAsync(
                async () =>
                {
                    using var after = await node.SayAsync("gpt", "hello", Cancellation);
                    return await after.TextAsync(Cancellation) == "hello";
                },
                Cancellation);
        }
    }

    [Fact]
    public async Task A_node_answers_by_itself()
    {
        foreach (var node in fixture.Nodes)
        {
            using var response = await node.SayAsync("claude", node.Name, Cancellation);
            Assert.Equal($"You said: {node.Name}", await response.TextAsync(Cancellation));
            Assert.Equal(node.Name, fixture.Provider.Requests[^1].Header(Documents.NodeHeader));
        }
    }

    public sealed class TwoNodes : ClusterFixture
    {
        internal Node[] Nodes { get; private set; } = [];

        private protected override async Task StartAsync(TestCluster cluster, CancellationToken cancellation)
        {
            Nodes = await cluster.StartAsync("All", 2, cancellation);
            foreach (var node in Nodes)
            {
                await node.JoinedAsync(cancellation);
            }
        }
    }
}
