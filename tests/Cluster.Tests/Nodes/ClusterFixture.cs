using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A cluster that the tests of one class share. Without its store there is none, and the tests skip.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    private TestCluster? _cluster;

    internal TestCluster Cluster
    {
        get
        {
            Assert.SkipUnless(TestCluster.Missing(Store) is null, TestCluster.Missing(Store) ?? "");
            return _cluster!;
        }
    }

    internal ScriptedProvider Provider => Cluster.Provider;

    /// <summary>Whether the store still has its data after it was killed.</summary>
    private protected virtual bool KeepsData => false;

    private protected virtual TestStore Store => TestStore.Redis;

    public async ValueTask InitializeAsync()
    {
        if (TestCluster.Missing(Store) is null)
        {
            using var patience = Patience.Source();
            _cluster = await TestCluster.StartAsync(patience.Token, keepsData: KeepsData, store: Store);
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
