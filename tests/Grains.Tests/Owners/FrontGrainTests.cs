using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Contracts.Keys;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>What a front end without a silo is told of callers.</summary>
public sealed class FrontGrainTests : IAsyncLifetime
{
    private static readonly string Hash = new('a', 64);

    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OwnerCluster.StartAsync(services: true);
        await _cluster.KeyIndex(KeyIndex.ShardOf("team")).ApplyAsync(new()
        {
            Subscriptions = new Dictionary<string, SubscriptionDefinition?>
            {
                ["team"] = new() { Product = "all", KeyHashes = [new string('b', 64), Hash], Claims = new Dictionary<string, string> { ["azp"] = "app-1", ["tid"] = "home" } },
            },
        });
        await _cluster.Catalog.ApplyAsync(new CatalogChanges
        {
            Apis = new Dictionary<string, ApiDefinition?> { ["llm"] = new() { Path = "/llm/v1" } },
            Products = new Dictionary<string, ProductDefinition?> { ["all"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] }, Open = true } },
        });
        await _cluster.UntilAsync(() => _cluster.Mirror.Current.Epoch > 0 && _cluster.Mirror.Subscriptions.Count > 0, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task It_hears_whose_a_key_and_whose_a_token_is_and_whom_a_call_without_either_is_taken_for()
    {
        var front = _cluster.Front;

        Assert.Equal(new Caller("team", "all", Standing.Active, 1), (await front.IdentifyAsync(Hash)).Caller);
        Assert.Null((await front.IdentifyAsync(new string('c', 64))).Caller);
        Assert.Equal(new Caller("team", "all"), (await front.IdentifyByClaimsAsync([new("tid", "home"), new("sub", "x"), new("azp", "app-1")])).Caller);
        Assert.Null((await front.IdentifyByClaimsAsync([new("azp", "app-1"), new("tid", "away")])).Caller);
        Assert.Equal(new Caller("open:all", "all"), Assert.Single((await front.ViewAsync()).Apis).Anonymous);
    }
}
