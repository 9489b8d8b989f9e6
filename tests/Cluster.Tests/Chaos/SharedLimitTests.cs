using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>
/// Three nodes, one counter, ten times the load that it allows: what they let through is the limit, no more and hardly less, also when nodes are
/// killed. The figures are in the test's output.
/// </summary>
public sealed class SharedLimitTests(ChaosFixture fixture) : IClassFixture<ChaosFixture>
{
    private const long PerMinute = 72_000;
    private const double PerSecond = PerMinute / 60.0;

    /// <summary>From the first refusals on, for all nodes to see that the bucket is empty.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>A dead node is evicted, and the counter has a new owner.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    /// <summary>Metrics that were asked for a moment ago may be given again.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_limit_is_kept_and_used_at_ten_times_the_load_and_when_nodes_are_killed()
    {
        var plan = ChaosPlan.Current;
        using var limit = plan.Source();
        var cancellation = limit.Token;
        var ledger = new LimitLedger(await TokensAsync(cancellation), fixture.Provider.Ledger);
        var key = await SubscribeAsync(cancellation);
        var run = new Run(ledger, TimeProvider.System.GetTimestamp());

        await using (var load = new GreedyLoad(fixture.Nodes, key))
        {
            await EmptyAsync(load, cancellation);
            await MeasureAsync("Three nodes", run, load, fixture.Nodes, plan.Window, cancellation);
        }

        // Nothing is in flight any more: both have counted the same, to the token.
        await Patience.UntilAsync(async () => fixture.Provider.Ledger.Open == 0 && await ledger.ExportedAsync(fixture.Nodes, cancellation) == ledger.Given(), cancellation);
        Say($"By the metrics as by the provider, {ledger.Given():N0} tokens were used.");

        var first = Random.Shared.Next(fixture.Nodes.Length);
        await using (var load = new GreedyLoad(fixture.Nodes, key))
        {
            await EmptyAsync(load, cancellation);
            for (var loss = 0; loss < plan.Losses; loss++)
            {
                if (loss > 0)
                {
                    await fixture.RestartAsync((first + loss - 1) % fixture.Nodes.Length, cancellation);
                    load.Nodes = [.. fixture.Nodes];
                    await Patience.PassAsync(Recovery, cancellation);
                }

                await LoseAsync((first + loss) % fixture.Nodes.Length, run, load, plan.Window, cancellation);
            }
        }
    }

    private async Task LoseAsync(int lost, Run run, GreedyLoad load, TimeSpan window, CancellationToken cancellation)
    {
        var (node, others) = (fixture.Nodes[lost], fixture.Nodes.Where((_, at) => at != lost).ToArray());
        await run.Ledger.BuryAsync(node, cancellation);
        var at = TimeProvider.System.GetUtcNow();
        node.Process.Signal("KILL");
        load.Nodes = others;
        await node.Process.ExitAsync(cancellation);
        var (alone, before, from) = (await LimitLedger.AloneAsync(others, cancellation), await run.Ledger.ExportedAsync(others, cancellation), TimeProvider.System.GetTimestamp());
        await Patience.PassAsync(Recovery, cancellation);
        var used = await run.Ledger.ExportedAsync(others, cancellation) - before;
        Say($"{node.Name} was killed. Of what was allowed in the {TimeProvider.System.GetElapsedTime(from).TotalSeconds:0.0} s after that, {used / Allowed(from):P1} was used, {await LimitLedger.AloneAsync(others, cancellation) - alone:N0} tokens of it without an owner.");
        await MeasureAsync("Two nodes", run, load, others, window, cancellation);

        // What it had not told when it died is what the provider has seen of it since.
        var untold = run.Ledger.Begun(entry => entry.Request.Header(Documents.NodeHeader) == node.Name && (entry.EndedAt is null || entry.EndedAt > at - Stale) && entry.StartedAt < at + Stale);
        run.Untold += untold;
        var (exported, given) = (await run.Ledger.ExportedAsync(others, cancellation), run.Ledger.Given());
        Say($"By the metrics {exported:N0} tokens were used, by the provider {given:N0}; of what the dead have not told, it has seen {run.Untold:N0} at most.");
        var inFlight = 2 * run.Ledger.MostOff(at);
        Assert.InRange(given, exported - inFlight, exported + run.Untold + inFlight);
    }

    /// <summary>What was used of the limit in a while of steady load, and whether it has held since the beginning.</summary>
    private static async Task MeasureAsync(string what, Run run, GreedyLoad load, IReadOnlyList<Node> nodes, TimeSpan window, CancellationToken cancellation)
    {
        var (since, before, sent, from) = (TimeProvider.System.GetUtcNow(), await run.Ledger.ExportedAsync(nodes, cancellation), load.Sent, TimeProvider.System.GetTimestamp());
        await Patience.PassAsync(window, cancellation);
        var (exported, offered, allowed) = (await run.Ledger.ExportedAsync(nodes, cancellation), (load.Sent - sent) * run.Ledger.Mean, Allowed(from));
        var (used, ever, error) = (exported - before, PerMinute + Allowed(run.Started), run.Ledger.MostOff(since));
        Say($"{what}: {offered / allowed:0.0} times the limit was asked for in {TimeProvider.System.GetElapsedTime(from).TotalSeconds:0.0} s, and {used / allowed:P1} of it used.");
        Say($"Since the beginning {run.Ledger.Given():N0} of {ever:N0} tokens were used; calls in flight can be off by {error:N0}.");

        Assert.InRange(offered / allowed, 5, 20);
        Assert.InRange(used / allowed, 0.95, double.MaxValue);
        Assert.InRange(exported, 0, ever + error);
        Assert.InRange(run.Ledger.Given(), 0, ever + error);
    }

    private static async Task EmptyAsync(GreedyLoad load, CancellationToken cancellation)
    {
        await Patience.UntilAsync(() => Task.FromResult(load.Refused > GreedyLoad.CallsPerSecond / 2), cancellation);
        await Patience.PassAsync(Settling, cancellation);
    }

    private static double Allowed(long from) => PerSecond * TimeProvider.System.GetElapsedTime(from).TotalSeconds;

    /// <summary>What a call of each size takes, as the provider counts.</summary>
    private async Task<IReadOnlyDictionary<int, long>> TokensAsync(CancellationToken cancellation)
    {
        var tokens = new Dictionary<int, long>();
        foreach (var size in GreedyLoad.Sizes)
        {
            using var response = await fixture.Nodes[0].SayAsync("gpt", GreedyLoad.Text(size), cancellation);
            tokens[size] = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
        }

        return tokens;
    }

    /// <summary>The key of a subscription with the limit.</summary>
    private async Task<string> SubscribeAsync(CancellationToken cancellation)
    {
        using var made = await fixture.Nodes[0].AdminAsync(
            HttpMethod.Put, "subscriptions/greedy", cancellation, new { product = "all", limits = new[] { new { tokensPerMinute = PerMinute } } });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(cancellation));
        return (await made.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("keys").GetProperty("primary").GetString()!;
    }

    private static void Say(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <param name="Started">When the bucket was full.</param>
    private sealed record Run(LimitLedger Ledger, long Started)
    {
        /// <summary>Tokens.</summary>
        public long Untold { get; set; }
    }
}
