using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>One front end in front of two silos.</summary>
public sealed class FrontFixture : ClusterFixture
{
    internal Node Front { get; private set; } = null!;

    private protected override async Task StartAsync(TestCluster cluster, CancellationToken cancellation)
    {
        await cluster.StartAsync("Silo", 2, cancellation);
        Front = cluster.Start("Api");
        await Front.ReadyAsync(cancellation);
    }
}
