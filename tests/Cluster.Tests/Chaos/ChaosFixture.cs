using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>Three nodes that do everything, on a store that keeps its data. The provider takes its time, so that there are always calls in flight.</summary>
public class ChaosFixture : ClusterFixture
{
    internal Node[] Nodes { get; private set; } = [];

    private protected override bool KeepsData => true;

    /// <summary>What a supervisor does with a process that has ended. Returns once it serves and its silo is up.</summary>
    internal async Task RestartAsync(int node, CancellationToken cancellation)
    {
        Nodes[node] = await Cluster.RestartAsync(Nodes[node]);
        await Nodes[node].ReadyAsync(cancellation);
        await Nodes[node].JoinedAsync(cancellation);
    }

    private protected override async Task StartAsync(TestCluster cluster, CancellationToken cancellation)
    {
        cluster.Provider.On(_ => Behaviour.Sensible.Delayed(beforeHeaders: TimeSpan.FromMilliseconds(40), betweenEvents: TimeSpan.FromMilliseconds(15)));
        Nodes = await cluster.StartAsync("All", 3, cancellation);
        foreach (var node in Nodes)
        {
            await node.JoinedAsync(cancellation);
        }
    }
}
