using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Equal;

/// <summary>
/// Three nodes on one store, and keys that are taken out of service on each in turn: when the call returns, no node takes them any more. How long
/// it took is in the test's output. <c>GATEWAY_CHANGES</c> says how many there are.
/// </summary>
public sealed class RevokedKeysTests(AcknowledgedChangesTests.ThreeNodes fixture) : IClassFixture<AcknowledgedChangesTests.ThreeNodes>
{
    private static readonly int Changes = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_CHANGES") ?? "30", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_key_that_was_revoked_on_one_node_is_refused_on_all_when_the_call_returns()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var took = new List<TimeSpan>(Changes);
        var unpromised = 0;
        for (var change = 0; change < Changes; change++)
        {
            var (name, node) = ($"revoked-{change}", fixture.Nodes[change % 3]);
            using var made = await node.AdminAsync(HttpMethod.Put, $"subscriptions/{name}", cancellation, new { product = "all" });
            var (isKnown, answer) = await AnswerAsync(made, cancellation);
            var key = answer.GetProperty("keys").GetProperty("primary").GetString()!;
            if (!isKnown)
            {
                // It says so of itself: a node has stood still for two seconds. Nothing is promised then.
                unpromised++;
                continue;
            }

            Assert.All(await StatusesAsync(key, cancellation), status => Assert.Equal(HttpStatusCode.OK, status));

            var (action, refusal) = (change % 4) switch
            {
                0 => ("suspend", HttpStatusCode.Forbidden),
                1 => ("cancel", HttpStatusCode.Forbidden),
                2 => ("keys/primary/regenerate", HttpStatusCode.Unauthorized),
                _ => ("", HttpStatusCode.Unauthorized),
            };
            var started = TimeProvider.System.GetTimestamp();
            using var revoked = action.Length > 0
                ? await node.AdminAsync(HttpMethod.Post, $"subscriptions/{name}/{action}", cancellation)
                : await node.AdminAsync(HttpMethod.Delete, $"subscriptions/{name}", cancellation, match: made.Headers.ETag!.ToString());
            took.Add(TimeProvider.System.GetElapsedTime(started));

            if ((await AnswerAsync(revoked, cancellation)).IsAcknowledged)
            {
                Assert.All(await StatusesAsync(key, cancellation), status => Assert.Equal(refusal, status));
            }
            else
            {
                unpromised++;
            }
        }

        Assert.InRange(unpromised, 0, 1 + (Changes / 20));
        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Changes} revocations, written, recorded and acknowledged by 3 nodes: p50 {Milliseconds(took, 0.5)} ms, p99 {Milliseconds(took, 0.99)} ms, most {Milliseconds(took, 1)} ms.");
    }

    [Fact]
    public async Task The_streams_of_a_key_end_on_every_node_where_that_is_asked_for()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var made = await fixture.Nodes[0].AdminAsync(HttpMethod.Put, "subscriptions/streaming", cancellation, new { product = "all" });
        var key = (await AnswerAsync(made, cancellation)).Answer.GetProperty("keys").GetProperty("primary").GetString()!;
        await Patience.UntilAsync(async () => (await StatusesAsync(key, cancellation)).All(status => status is HttpStatusCode.OK), cancellation);
        var gates = fixture.Nodes.Select(_ => new FakeProvider.Behaviours.Gate()).ToArray();
        fixture.Provider.Script([.. gates.Select(gate => FakeProvider.Behaviours.Behaviour.Sensible.HeldAfter(6, gate))]);
        var streams = await Task.WhenAll(fixture.Nodes.Select(node => node.SayAsync("claude", "one two three four five six", cancellation, stream: true, key: key)));
        await Task.WhenAll(gates.Select(gate => gate.Reached)).WaitAsync(cancellation);

        using var revoked = await fixture.Nodes[1].AdminAsync(HttpMethod.Post, "subscriptions/streaming/suspend?endCalls=true", cancellation);

        Assert.Equal(3, (await AnswerAsync(revoked, cancellation)).Answer.GetProperty("endedCalls").GetInt32());
        foreach (var stream in streams)
        {
            var last = "";
            await foreach (var data in stream.EventsAsync(cancellation))
            {
                last = data;
            }

            Assert.Equal("call_ended", JsonElement.Parse(last).GetProperty("error").GetProperty("code").GetString());
            stream.Dispose();
        }
    }

    private async Task<HttpStatusCode[]> StatusesAsync(string key, CancellationToken cancellation) => await Task.WhenAll(fixture.Nodes.Select(async node =>
    {
        using var response = await node.SayAsync("echo", "hello", cancellation, key: key);
        return response.StatusCode;
    }));

    private static async Task<(bool IsAcknowledged, JsonElement Answer)> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(cancellation));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return (answer.GetProperty("acknowledged").GetBoolean(), answer);
    }

    private static string Milliseconds(List<TimeSpan> sorted, double share) =>
        sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))].TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
}
