using Orleans.Gateway.Compare.Lanes;

namespace Orleans.Gateway.Compare.Figures;

/// <summary>The budgets that a run can judge, mostly as ratios, so that they hold on whatever machine it runs on.</summary>
internal static class Budgets
{
    private const string Same = "the same";

    public static IReadOnlyList<Budget> Of(Results results)
    {
        return
        [
            Cpu("CPU of a request of 2 KB, with key, limit and metrics", 1.0, Scenario.Small, PeerNames.Yarp),
            Cpu(Same, 1.0, Scenario.Small, PeerNames.UntunedYarp),
            Cpu(Same, 3.0, Scenario.Small, PeerNames.Nginx),
            Cpu(Same, 1 / 15.0, Scenario.Small, PeerNames.Portkey),
            Cpu("the same, the tokens of its prompt counted", 1.0, Scenario.Small, PeerNames.Yarp, PeerNames.Counted),
            Cpu("CPU of a request of 100 KB", 1.2, Scenario.Large, PeerNames.Yarp),
            Cpu("the same, the tokens of its prompt counted", 1.2, Scenario.Large, PeerNames.Yarp, PeerNames.Counted),
            Cpu("CPU of a paced chunk, passed through", 1.1, Scenario.Paced, PeerNames.Yarp),
            Cpu("CPU of an unpaced chunk, passed through", 1.1, Scenario.Burst, PeerNames.Yarp),
            Cpu(Same, 1.1, Scenario.Burst, PeerNames.UntunedYarp),
            Cpu("CPU of a paced chunk, translated", 1.4, Scenario.Paced, PeerNames.Yarp, format: Scenario.Anthropic),
            Cpu("CPU of an unpaced chunk, translated", 1.4, Scenario.Burst, PeerNames.Yarp, format: Scenario.Anthropic),
            new("Added latency, one call at a time, p50", 100, Added(results, Scenario.Single, PeerNames.Gateway, Scenario.OpenAi, 50), "µs"),
            new("Added latency, one call at a time, p99", 1000, Added(results, Scenario.Single, PeerNames.Gateway, Scenario.OpenAi, 99), "µs"),
            Cpu("CPU of a request, front end and silo together", 2.5, Scenario.Small, PeerNames.Gateway, PeerNames.Remote),
            Cpu("CPU of a paced chunk, front end and silo together", 2.5, Scenario.Paced, PeerNames.Gateway, PeerNames.Remote),
            Cpu("CPU of an unpaced chunk, front end and silo together", 2.5, Scenario.Burst, PeerNames.Gateway, PeerNames.Remote),
            Allocated("Allocated for a request of 2 KB", 7 * 1024, Scenario.Small, Scenario.OpenAi),
            Allocated("Allocated for a translated chunk, its share of the request included", 100, Scenario.Burst, Scenario.Anthropic),
            Cpu("CPU of a request on 2 nodes", 1.1, Scenario.Nodes, PeerNames.Clusters[0], PeerNames.Clusters[1]),
            Cpu("CPU of a request on 3 nodes", 1.1, Scenario.Nodes, PeerNames.Clusters[0], PeerNames.Clusters[2]),
        ];

        Budget Cpu(string what, double limit, Scenario scenario, string against, string peer = PeerNames.Gateway, string format = Scenario.OpenAi) =>
            new(what, limit, Statistics.Ratio(results.Of(scenario, peer, format)?.Cpu, results.Of(scenario, against)?.Cpu), $"× {PeerNames.Title(against)}");

        Budget Allocated(string what, double limit, Scenario scenario, string format) =>
            new(what, limit, results.Of(scenario, PeerNames.Gateway, format)?.Allocated is { Count: > 0 } bytes ? Statistics.Median(bytes) : null, "B");
    }

    /// <summary>How much longer a call takes than without anybody in between, over all rounds, in µs; null where that is not known.</summary>
    public static double? Added(Results results, Scenario scenario, string peer, string format, double percent) =>
        results.Of(scenario, peer, format) is { } series && results.Of(scenario, PeerNames.Direct) is { } direct
            ? Statistics.Percentile(series.Latencies, percent) - Statistics.Percentile(direct.Latencies, percent)
            : null;
}
