using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What the rules and the dashboard ask for is what a node tells.</summary>
public sealed partial class MetricsTests
{
    /// <summary>Told from the first refusal on, or the first token that costs something.</summary>
    private static readonly string[] OnlyOfSome = ["gateway_cache", "gateway_cache_requests_total", "gateway_cost_total", "gateway_limit_kind", "gateway_limit_scope", "gateway_limits_refused_total", "gateway_limits_unowned_total",
        "gateway_safety_blocks_total", "gateway_safety_category", "gateway_safety_checks_total", "gateway_safety_failures_total", "gateway_safety_policy", "gateway_gate_refusals_total", "gateway_reason", "gateway_retries_refused_total"];

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("prometheus.rules.yml")]
    [InlineData("grafana/dashboards/gateway.json")]
    public async Task Every_metric_and_label_that_is_asked_for_is_told(string file)
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var node = (await cluster.StartAsync("All", 1, Cancellation))[0];
        using var stream = await node.SayAsync("gpt", "hello", Cancellation, stream: true);
        Assert.Contains("[DONE]", await stream.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var asked = Name().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", file), Cancellation)).Select(match => match.Value).Distinct().Except(OnlyOfSome).ToList();

        // What a call leaves behind is told a moment after its end.
        string[] missing = [];
        await Patience.UntilAsync(
            async () =>
            {
                var told = await node.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
                missing = [.. asked.Where(name => !Regex.IsMatch(told, $@"\b{name}\b"))];
                return missing.Length == 0 || told.Contains("gen_ai_client_token_usage", StringComparison.Ordinal);
            },
            Cancellation);

        Assert.NotEmpty(asked);
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"(?<![:\w])(gateway|gen_ai|http_server|http_response|dotnet)_\w+")]
    private static partial Regex Name();
}
