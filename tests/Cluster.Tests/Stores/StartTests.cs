using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Stores;

/// <summary>What has to be set before a node may share a store.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("All", "Gateway:MasterKey", "MasterKey", "")]
    [InlineData("All", "Gateway:Admin:Key", "Admin__Key", "")]
    [InlineData("Silo", "Gateway:MasterKey", "MasterKey", "")]
    [InlineData("Api", "Gateway:Pepper", "Pepper", "")]
    [InlineData("Silo", "Gateway:ClusterTls:CertificateFile", "ClusterTls__CertificateFile", "nowhere.pem")]
    public async Task A_node_that_lacks_what_the_others_share_says_so_and_ends(string role, string named, string setting, string value)
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation, withStore: false);
        var node = cluster.Start(role, (setting, value));

        Assert.Equal(2, await node.Process.ExitAsync(Cancellation));
        Assert.Contains(named, node.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", node.Process.Output, StringComparison.Ordinal);
    }
}
