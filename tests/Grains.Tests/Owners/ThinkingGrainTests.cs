using Orleans.Gateway.Contracts.Thinking;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class ThinkingGrainTests : IAsyncLifetime
{
    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private IThinkingGrain Turn(string key = "team|claude|toolu_1") => _cluster.Grain<IThinkingGrain>(key);

    [Theory(Timeout = OwnerCluster.Patience)]
    [InlineData(0, true)]
    [InlineData(3_600, true)]
    [InlineData(3_601, false)]
    public async Task A_turn_is_remembered_for_an_hour(int seconds, bool remembered)
    {
        await KeepAsync("[1]"u8.ToArray());

        _cluster.Time.Advance(TimeSpan.FromSeconds(seconds));
        var recalled = await Turn().RecallAsync();

        Assert.Equal(remembered, recalled is not null);
        if (recalled is { } content)
        {
            Assert.Equal("[1]"u8, content.Value);
        }
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_turn_of_another_caller_or_backend_is_another_turn()
    {
        await KeepAsync("[1]"u8.ToArray());

        Assert.Null(await Turn("other|claude|toolu_1").RecallAsync());
        Assert.Null(await Turn("team|other|toolu_1").RecallAsync());
    }

    // Keeping is one way, and may be overtaken by what comes after it.
    private async Task KeepAsync(byte[] content)
    {
        await Turn().KeepAsync(new(content));
        while (await Turn().RecallAsync() is null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
