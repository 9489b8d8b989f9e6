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
        for (var flip = 0; flip < plan.Flips; flip++)
        {
            var (backend, dialect) = Sides[flip % 2];
            using var changed = await fixture.Nodes[flip % fixture.Nodes.Length].AdminAsync(
                HttpMethod.Put, "apis/llm/aliases/flip", limit.Token, Documents.Target(backend), flip == 0 ? null : "*");
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(limit.Token));
            var answer = await changed.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
            Assert.True(answer.GetProperty("acknowledged").GetBoolean(), $"{answer}");

            var seen = await Task.WhenAll(fixture.Nodes.Select(node => AskAsync(node, limit.Token)));
            Assert.All(seen, side => Assert.Equal(dialect, side));
        }

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
