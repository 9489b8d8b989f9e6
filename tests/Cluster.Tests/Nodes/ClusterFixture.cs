using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A cluster that the tests of one class share. Without a Redis there is none, and the tests skip.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    private TestCluster? _cluster;

    internal TestCluster Cluster
    {
        get
        {
            Assert.SkipUnless(RedisServer.Missing is null, RedisServer.Missing ?? "");
            return _cluster!;
        }
    }

    internal ScriptedProvider Provider => Cluster.Provider;

    public async ValueTask InitializeAsync()
    {
        if (RedisServer.Missing is null)
        {
            using var patience = Patience.Source();
            _cluster = await TestCluster.StartAsync(patience.Token);
            await StartAsync(_cluster, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_cluster?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }

    private protected abstract Task StartAsync(TestCluster cluster, CancellationToken cancellation);
}
