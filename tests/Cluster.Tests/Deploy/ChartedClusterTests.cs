using System.Net.Http.Headers;
using System.Security.Cryptography;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What the chart describes, started as processes: the same programs with the same environment, but for addresses, ports and folders.</summary>
public sealed class ChartedClusterTests(HelmProgram helm) : IClassFixture<HelmProgram>
{
    /// <summary>Of a ConfigMap that is not the chart's.</summary>
    private const string TheirDocument = """{ "backends": { "ours": { "format": "echo" } } }""";

    private readonly int _adminPort = FreePort.Find();
    private readonly Dictionary<string, string> _secret = new()
    {
        ["admin-key"] = TestCluster.AdminKey,
        ["master-key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["pepper"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("nodes-redis-values.yaml")]
    [InlineData("fronts-redis-values.yaml")]
    public async Task Pods_start_with_what_the_chart_gives_them(string values)
    {
        Assert.SkipUnless(HelmProgram.Missing is null, HelmProgram.Missing ?? "");
        Assert.SkipUnless(RedisServer.Missing is null, RedisServer.Missing ?? "");
        var folder = Directory.CreateTempSubdirectory("gateway-chart-");
        try
        {
            await using var redis = new RedisServer(folder.FullName);
            await redis.StartAsync(Cancellation);
            _secret["store-connection-string"] = $"127.0.0.1:{redis.Port}";
            var output = await helm.RenderAsync(values, Cancellation);
            var document = (string?)output.Of("ConfigMap").SingleOrDefault()?["data"]!["gateway.json"];
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "gateway.json"), document ?? TheirDocument, Cancellation);
            var pods = output.Pods.OrderByDescending(pod => pod.Program).ToList();
            var nodes = new List<Node>();
            try
            {
                foreach (var pod in pods)
                {
                    var url = pod.Program == "Silo" ? null : $"http://127.0.0.1:{FreePort.Find()}";
                    nodes.Add(Node.Start(pod.Program, pod.Component, folder.FullName, Environment(pod, folder.FullName), url));
                    await nodes[^1].ReadyAsync(Cancellation);
                }

                var admin = Environment(pods[^1], folder.FullName)["Gateway__Admin__Urls"];
                using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey) } };
                using var answer = await http.GetAsync(new Uri($"{admin}/admin/v1/cluster"), Cancellation);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
            }
            finally
            {
                foreach (var node in nodes)
                {
                    await node.DisposeAsync();
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Dictionary<string, string> Environment(ChartPod pod, string folder)
    {
        var variables = pod.Variables.ToDictionary(
            variable => (string)variable["name"]!,
            variable => (string?)variable["value"] ?? (variable["valueFrom"]!["secretKeyRef"] is { } secret ? _secret[(string)secret["key"]!] : "127.0.0.1"));
        variables["Gateway__DataDirectory"] = Path.Combine(folder, pod.Component);
        foreach (var (name, value) in new[] { ("SiloPort", "0"), ("GatewayPort", "0"), ("Config", Path.Combine(folder, "gateway.json")), ("Admin__Urls", $"http://127.0.0.1:{_adminPort}") })
        {
            if (variables.ContainsKey($"Gateway__{name}"))
            {
                variables[$"Gateway__{name}"] = value;
            }
        }

        return variables;
    }
}
