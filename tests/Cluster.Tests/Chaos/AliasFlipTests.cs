using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>An alias is changed again and again, through one node after the other, while calls go on.</summary>
public sealed class AliasFlipTests(ChaosFixture fixture) : IClassFixture<ChaosFixture>
{
    private static readonly (string Backend, Dialect Dialect)[] Sides = [("openai", Dialect.OpenAi), ("anthropic", Dialect.Anthropic)];

    [Fact]
    public async Task An_acknowledged_change_is_seen_by_the_first_call_on_every_node_and_no_call_fails()
    {
        var plan = ChaosPlan.Current;
        using var limit = plan.Source();
        await using var load = new SteadyLoad(fixture.Nodes, plan.CallsPerSecond);
        var again = 0;
        for (var flip = 0; flip < plan.Flips; flip++)
        {
            var (backend, dialect) = Sides[flip % 2];
            var node = fixture.Nodes[flip % fixture.Nodes.Length];
            if (!await ChangeAsync(node, backend, flip == 0 ? null : "*", limit.Token))
            {
                // Says so of itself: a node has stood still for two seconds. Then it is no promise, and an operator asks again.
                await Patience.UntilAsync(() => ChangeAsync(node, backend, "*", limit.Token), limit.Token);
                again++;
            }

            var seen = await Task.WhenAll(fixture.Nodes.Select(node => AskAsync(node, limit.Token)));
            Assert.All(seen, side => Assert.Equal(dialect, side));
        }

        Assert.InRange(again, 0, 1 + (plan.Flips / 20));
        Verdict.Hold(await load.StopAsync(), fixture.Provider.Ledger.Entries, []);
    }

    /// <summary>Whether all nodes have acknowledged it.</summary>
    private static async Task<bool> ChangeAsync(Node node, string backend, string? match, CancellationToken cancellation)
    {
        using var changed = await node.AdminAsync(HttpMethod.Put, "apis/llm/aliases/flip", cancellation, Documents.Target(backend), match);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(cancellation));
        return (await changed.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("acknowledged").GetBoolean();
    }

    /// <summary>Which side has answered; null when the node does not know the alias yet.</summary>
    private async Task<Dialect?> AskAsync(Node node, CancellationToken cancellation)
    {
        var word = $"flip-{Guid.NewGuid():N}";
        using var response = await node.SayAsync("flip", word, cancellation);
        return response.IsSuccessStatusCode ? fixture.Provider.Ledger.Entries.Last(entry => entry.Request.Holds(word)).Request.Dialect : null;
    }
}
