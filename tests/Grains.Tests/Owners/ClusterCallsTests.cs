using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Silo.Calls;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class ClusterCallsTests
{
    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task Silos_are_asked_all_at_once_and_those_that_do_not_answer_are_named()
    {
        await using var cluster = await OwnerCluster.StartAsync();
        var call = new CallInFlight { RequestId = "req_1", Api = "llm", Subscription = "team", Alias = "gpt", Phase = CallPhase.Waiting };
        var answers = new RecordingObserver { Calls = Task.FromResult<IReadOnlyList<CallInFlight>>([call]) };
        var hangs = new RecordingObserver { Calls = new TaskCompletionSource<IReadOnlyList<CallInFlight>>().Task };
        await cluster.Catalog.SubscribeAsync("silo-a", cluster.Reference(answers), default);
        await cluster.Catalog.SubscribeAsync("silo-b", cluster.Reference(hangs), default);

        var all = await ClusterCalls.ListAsync(cluster.Catalog, TimeProvider.System);
        var ended = await ClusterCalls.EndAsync(cluster.Catalog, "req_1", TimeProvider.System);
        var endedOf = await ClusterCalls.EndOfAsync(cluster.Catalog, "team", null, TimeProvider.System);
        var unknown = await ClusterCalls.EndAsync(cluster.Catalog, "req_2", TimeProvider.System);

        var node = Assert.Single(all.Nodes);
        Assert.Equal("silo-a", node.Silo);
        Assert.Equal([call], node.Calls);
        Assert.Equal(["silo-b"], all.Silent);
        Assert.Equal(("silo-a", "silo-b"), (ended.Silo, Assert.Single(ended.Silent)));
        Assert.Equal((1, "silo-b"), (endedOf.Count, Assert.Single(endedOf.Silent)));
        Assert.Null(unknown.Silo);
    }
}
