using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>An alias is changed again and again, through one node after the other, while calls go on.</summary>
public sealed class AliasFlipTests(ChaosFixture fixture) : IClassFixture<ChaosFixture>
{
    private static readonly TimeSpan Visible = TimeSpan.FromSeconds(5);

    private static readonly (string Backend, Dialect Dialect)[] Sides = [("openai", Dialect.OpenAi), ("anthropic", Dialect.Anthropic)];

    [Fact]
    public async Task A_change_is_seen_by_every_node_soon_and_no_call_fails_or_sees_an_older_one_again()
    {
        var plan = ChaosPlan.Current;
        using var limit = plan.Source();
        await using var load = new SteadyLoad(fixture.Nodes, plan.CallsPerSecond);
        var longest = TimeSpan.Zero;
        for (var flip = 0; flip < plan.Flips; flip++)
        {
            var (backend, dialect) = Sides[flip % 2];
            using var changed = await fixture.Nodes[flip % fixture.Nodes.Length].AdminAsync(
                HttpMethod.Put, "apis/llm/aliases/flip", limit.Token, Documents.Target(backend), flip == 0 ? null : "*");
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(limit.Token));

            var acknowledged = TimeProvider.System.GetTimestamp();
            foreach (var node in fixture.Nodes)
            {
                await Patience.UntilAsync(async () => await AskAsync(node, limit.Token) == dialect, limit.Token);
            }

            var took = TimeProvider.System.GetElapsedTime(acknowledged);
            longest = took > longest ? took : longest;
            foreach (var node in fixture.Nodes)
            {
                Assert.Equal(dialect, await AskAsync(node, limit.Token));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{plan.Flips} changes; all nodes had the slowest of them {longest.TotalMilliseconds:0} ms after it was acknowledged.");
        Assert.InRange(longest, TimeSpan.Zero, Visible);
        Verdict.Hold(await load.StopAsync(), fixture.Provider.Ledger.Entries, []);
    }

    /// <summary>Which side has answered; null when the node does not know the alias yet.</summary>
    private async Task<Dialect?> AskAsync(Node node, CancellationToken cancellation)
    {
        var word = $"flip-{Guid.NewGuid():N}";
        using var response = await node.SayAsync("flip", word, cancellation);
        return response.IsSuccessStatusCode ? fixture.Provider.Ledger.Entries.Last(entry => entry.Request.Holds(word)).Request.Dialect : null;
    }
}
