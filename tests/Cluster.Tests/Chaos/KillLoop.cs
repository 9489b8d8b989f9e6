using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Chaos;

/// <summary>Nodes die, hang and stop under load. What others see of it: nothing.</summary>
public abstract class KillLoop(ChaosFixture fixture)
{
    /// <summary>Long enough for the others to evict a node that hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(6);

    /// <summary>Votes that were under way when a node came round have been counted after this.</summary>
    private static readonly TimeSpan Count = TimeSpan.FromSeconds(2);

    /// <summary>A call that was sent so long before a stop was asked for has reached the node.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Ways = ["KILL", "STOP", "TERM"];

    [Fact]
    public async Task No_call_is_lost_but_with_its_node_and_none_is_answered_twice()
    {
        var plan = ChaosPlan.Current;
        using var limit = plan.Source();
        var provider = fixture.Provider;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        var disruptions = new List<Disruption>();
        await using var load = new SteadyLoad(fixture.Nodes, plan.CallsPerSecond);
        for (var kill = 0; kill < plan.Kills; kill++)
        {
            await SettledAsync(limit.Token);
            var node = random.Next(fixture.Nodes.Length);
            // The first ones one of each, so that the short form has them all.
            var how = Ways[kill < Ways.Length ? kill : random.Next(Ways.Length)];
            var from = TimeProvider.System.GetTimestamp();
            await DisruptAsync(node, how, limit.Token);
            disruptions.Add(new(node, how, from, TimeProvider.System.GetTimestamp()));
            TestContext.Current.TestOutputHelper?.WriteLine($"{kill + 1}: {how} node {node + 1}, back after {TimeProvider.System.GetElapsedTime(from).TotalSeconds:0.0} s.");
        }

        await SettledAsync(limit.Token);
        var seen = await load.StopAsync();

        Verdict.Hold(seen, provider.Ledger.Entries, disruptions);
        // A node that is told to stop finishes what it has.
        Assert.Equal([], disruptions.Where(disruption => disruption.How == "TERM").SelectMany(stop => seen.Where(call =>
            call.Node == stop.Node && call.End is not FakeProvider.Observation.ClientEnd.Whole && call.Ended >= stop.From
            && call.Started < stop.From && TimeProvider.System.GetElapsedTime(call.Started, stop.From) > OnTheWay
            && !disruptions.Any(other => other != stop && other.Excuses(call)))));
    }

    private async Task DisruptAsync(int at, string how, CancellationToken cancellation)
    {
        var process = fixture.Nodes[at].Process;
        process.Signal(how);
        if (how == "STOP")
        {
            await Patience.PassAsync(Hang, cancellation);
            process.Signal("CONT");
            await Patience.PassAsync(Count, cancellation);
            if (await ActiveSilosAsync(fixture.Nodes[(at + 1) % fixture.Nodes.Length], cancellation) == fixture.Nodes.Length)
            {
                return;
            }

            // It was evicted, and has to find out.
            var found = TimeProvider.System.GetTimestamp();
            await process.ExitAsync(cancellation);
            TestContext.Current.TestOutputHelper?.WriteLine($"   evicted, and ended {TimeProvider.System.GetElapsedTime(found).TotalSeconds:0.0} s after that was known.");
        }

        await process.ExitAsync(cancellation);
        await fixture.RestartAsync(at, cancellation);
    }

    private static async Task<int> ActiveSilosAsync(Node node, CancellationToken cancellation)
    {
        using var response = await node.AdminAsync(HttpMethod.Get, "cluster", cancellation);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)).GetProperty("silos").EnumerateArray().Count(silo => silo.GetProperty("status").GetString() == "active");
    }

    /// <summary>Undisturbed load, so that a fault that comes late is not excused.</summary>
    private static Task SettledAsync(CancellationToken cancellation) => Patience.PassAsync(TimeSpan.FromSeconds(1.5), cancellation);
}
