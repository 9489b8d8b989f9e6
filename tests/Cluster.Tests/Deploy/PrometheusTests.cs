using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What the dashboard draws and the rules look at, asked of a real Prometheus that scrapes a real node.</summary>
public sealed class PrometheusTests
{
    /// <summary>What is wrong with a <see cref="BusyNode"/>, and only that.</summary>
    private static readonly string[] Raised =
        ["GatewayBudgetUsedUp", "GatewayCircuitOpen", "GatewayErrors", "GatewayNoBackend", "GatewayRetriesRefused", "GatewaySafetyUnavailable"];

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Every_panel_has_data_every_rule_evaluates_and_the_right_alerts_are_raised()
    {
        Assert.SkipUnless(PrometheusServer.Missing is null, PrometheusServer.Missing ?? "");
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await using var node = await BusyNode.StartAsync(cluster, Cancellation);
        await using var prometheus = await PrometheusServer.StartAsync(cluster.Folder, node.Url, Cancellation);

        var expressions = Expressions();
        Assert.True(expressions.Count > 20);
        await EventuallyNoneAsync("has no data", expressions, async expression => (await prometheus.AskAsync(expression, Cancellation)).Count == 0);
        Assert.Contains("claude", await prometheus.ValuesAsync("gateway_model_alias", Cancellation));

        var rules = await prometheus.RulesAsync(Cancellation);
        await EventuallyNoneAsync("does not evaluate", rules.Select(rule => rule.Name), async name => (await prometheus.RulesAsync(Cancellation)).Any(rule => rule.Name == name && rule.Health != "ok"));
        await EventuallyNoneAsync("records nothing", rules.Where(rule => rule.State is null).Select(rule => rule.Name), async name => (await prometheus.AskAsync(name, Cancellation)).Count == 0);
        await EventuallyNoneAsync("is not raised", Raised, async name => (await prometheus.RulesAsync(Cancellation)).Any(rule => rule.Name == name && rule.State == "inactive"));
        Assert.Equal(Raised, (await prometheus.RulesAsync(Cancellation)).Where(rule => rule.State is "pending" or "firing").Select(rule => rule.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Alerts_are_raised_by_what_they_are_for_and_not_by_a_rollout()
    {
        Assert.SkipUnless(OnPath.Find("promtool") is not null, PrometheusServer.Missing ?? "promtool is not installed.");
        var folder = Directory.CreateTempSubdirectory("gateway-promtool-");
        await using var promtool = ServerProcess.Start(
            "promtool", OnPath.Find("promtool")!, ["test", "rules", Path.Combine(Repository.Root, "tests", "Cluster.Tests", "Deploy", "prometheus.rules.test.yml")], folder.FullName, new Dictionary<string, string>());
        var code = await promtool.ExitAsync(Cancellation);
        folder.Delete(recursive: true);

        Assert.True(code == 0, promtool.Output);
    }

    /// <summary>Of all panels, with what Grafana would put in the place of its variables.</summary>
    private static List<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "dashboards", "gateway.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "30s", StringComparison.Ordinal).Replace("$alias", ".*", StringComparison.Ordinal))];
    }

    private static async Task EventuallyNoneAsync(string complaint, IEnumerable<string> names, Func<string, Task<bool>> isWrong)
    {
        List<string> wrong = [.. names];
        try
        {
            await Patience.UntilAsync(
                async () =>
                {
                    foreach (var name in wrong.ToList())
                    {
                        if (!await isWrong(name))
                        {
                            wrong.Remove(name);
                        }
                    }

                    return wrong.Count == 0;
                },
                Cancellation);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(string.Join('\n', wrong.Select(name => $"{name} {complaint}")));
        }
    }
}
