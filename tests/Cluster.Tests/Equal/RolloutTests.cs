using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Cluster.Tests.Equal;

/// <summary>Three nodes, a canary that fails, and a node that is killed meanwhile: what the nodes saw is added up, and somebody acts on it.</summary>
public sealed class RolloutTests
{
    private const string Alias = "apis/llm/aliases/canary";
    private const int Samples = 60;

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_bad_canary_is_taken_back_on_all_nodes_although_one_of_them_dies()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        cluster.Provider.On(request => request.Dialect is Dialect.Anthropic ? Faults.Status(500) : Behaviour.Sensible);
        var nodes = await cluster.StartAsync("All", 3, Cancellation);
        foreach (var node in nodes)
        {
            await node.JoinedAsync(Cancellation);
        }

        using var written = await nodes[0].AdminAsync(HttpMethod.Put, Alias, Cancellation, Documents.Target("openai"));
        object[] steps = [new { percent = 50, minimumSamples = Samples }, new { percent = 100, minimumSamples = Samples }];
        using var begun = await nodes[0].AdminAsync(
            HttpMethod.Put, $"{Alias}/rollout", Cancellation, new { backend = "anthropic", stickiness = "call", steps }, written.Headers.ETag!.ToString());
        Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(Cancellation));

        await CallAsync(nodes, rounds: 10);
        await nodes[2].Process.KillAsync(Cancellation);
        var left = nodes[..2];
        await Patience.UntilAsync(async () =>
        {
            await CallAsync(left, rounds: 1);
            // The owner of the history may have been on the node that died.
            using var history = await left[0].AdminAsync(HttpMethod.Get, $"{Alias}/versions", Cancellation);
            return history.IsSuccessStatusCode && !(await HistoryAsync(left[0]))[0].TryGetProperty("rollout", out _);
        }, Cancellation);

        var last = (await HistoryAsync(left[1]))[0];
        Assert.Equal("rollout", last.GetProperty("by").GetString());
        Assert.StartsWith("taken back at 50 %: too many failures; ", last.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.InRange(Tried(), Samples, int.MaxValue);

        // The history has it when it is written; a node that is busy has it in force a moment later.
        await Patience.UntilAsync(async () =>
        {
            var tried = Tried();
            await CallAsync(left, rounds: 10);
            return Tried() == tried;
        }, Cancellation);

        int Tried() => cluster.Provider.Ledger.Entries.Count(entry => entry.Request.Dialect is Dialect.Anthropic);
    }

    /// <summary>Every call is answered: what the canary fails at, the rest is asked.</summary>
    private static async Task CallAsync(Node[] nodes, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var node in nodes)
            {
                using var response = await node.SayAsync("canary", "hello", Cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    private static async Task<JsonElement[]> HistoryAsync(Node node)
    {
        using var response = await node.AdminAsync(HttpMethod.Get, $"{Alias}/versions", Cancellation);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("items").EnumerateArray()];
    }
}
