using System.Text;
using Orleans.Gateway.Contracts.Thinking;
using Orleans.Gateway.Grains.Chat.Thinking;

namespace Orleans.Gateway.Grains.Tests.Owners;

public sealed class ThinkingGrainTests : IAsyncLifetime
{
    /// <summary>Room for two turns of this size and not for three.</summary>
    private const int Large = 900 * 1024;

    private OwnerCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await OwnerCluster.StartAsync(relay: new() { MaxThinkingBytes = 2 * 1024 * 1024 });

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

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task The_oldest_turns_are_forgotten_when_there_are_too_many()
    {
        await KeepAsync(new byte[Large], "team|claude|1");
        await KeepAsync(new byte[Large], "team|claude|2");
        Assert.NotNull(await Turn("team|claude|1").RecallAsync());

        await KeepAsync(new byte[Large], "team|claude|3");

        Assert.Null(await Turn("team|claude|1").RecallAsync());
        Assert.NotNull(await Turn("team|claude|2").RecallAsync());
        Assert.NotNull(await Turn("team|claude|3").RecallAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task A_turn_that_is_over_or_kept_again_makes_room()
    {
        await KeepAsync(new byte[Large], "team|claude|1");
        await KeepAsync(new byte[Large], "team|claude|1");
        await KeepAsync(new byte[Large], "team|claude|2");
        Assert.NotNull(await Turn("team|claude|1").RecallAsync());

        await _cluster.DeactivateAsync(Turn("team|claude|2"));
        await KeepAsync(new byte[Large], "team|claude|3");

        Assert.NotNull(await Turn("team|claude|1").RecallAsync());
        Assert.NotNull(await Turn("team|claude|3").RecallAsync());
    }

    [Fact(Timeout = OwnerCluster.Patience)]
    public async Task An_id_that_no_provider_gives_is_not_looked_up()
    {
        var memory = new ThinkingMemory(new GrainSource { Current = _cluster.Factories.Single() }, _cluster.Time);
        var (longest, longer) = (new string('x', 128), new string('x', 129));
        await KeepAsync("[1]"u8.ToArray(), $"team|claude|{longest}");
        await KeepAsync("[1]"u8.ToArray(), $"team|claude|{longer}");

        var found = await memory.RecallAsync("team", "claude", [longest, longer]);

        Assert.True(found?.TryGet(Encoding.UTF8.GetBytes(longest), out _));
        Assert.False(found?.TryGet(Encoding.UTF8.GetBytes(longer), out _));
        Assert.True(ThinkingMemory.IsId(longest));
        Assert.False(ThinkingMemory.IsId(longer));
        Assert.False(ThinkingMemory.IsId(new string('ä', 65)));
    }

    // Keeping is one way, and may be overtaken by what comes after it.
    private async Task KeepAsync(byte[] content, string key = "team|claude|toolu_1")
    {
        await Turn(key).KeepAsync(new(content));
        while (await Turn(key).RecallAsync() is null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
