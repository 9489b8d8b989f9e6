using System.Text.Json;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>A Prometheus of its own, with the rules that are deployed, that asks a node several times a second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(ServerProcess process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    public static string? Missing { get; } = OnPath.Find("prometheus") is null ? "prometheus is not installed (Debian: apt-get install prometheus)." : null;

    public static string Rules { get; } = Path.Combine(Repository.Root, "deploy", "prometheus.rules.yml");

    public static async Task<PrometheusServer> StartAsync(string folder, Uri target, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            file,
            $"""
            global: {"{"}scrape_interval: 400ms, scrape_timeout: 400ms, evaluation_interval: 1s{"}"}
            rule_files: ['{Rules}']
            scrape_configs:
              - job_name: gateway
                static_configs: [{"{"}targets: ['{target.Authority}']{"}"}]
            """,
            cancellation);
        var address = $"127.0.0.1:{FreePort.Find()}";
        var process = ServerProcess.Start(
            "prometheus", OnPath.Find("prometheus")!,
            [$"--config.file={file}", $"--storage.tsdb.path={Path.Combine(folder, "prometheus")}", $"--web.listen-address={address}", "--log.level=warn"], folder, new Dictionary<string, string>());
        var server = new PrometheusServer(process, new HttpClient { BaseAddress = new Uri($"http://{address}/") });
        await Patience.UntilAsync(
            async () =>
            {
                process.ThrowIfEnded();
                try
                {
                    using var response = await server._http.GetAsync(new Uri("-/ready", UriKind.Relative), cancellation);
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            cancellation);
        return server;
    }

    /// <summary>What an expression comes to now: the values, those that are no number left out.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string expression, CancellationToken cancellation)
    {
        var data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}", cancellation);
        return [.. data.GetProperty("result").EnumerateArray().Select(series => series.GetProperty("value")[1].GetString()!).Where(value => value != "NaN")];
    }

    /// <summary>The values of a label.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(string label, CancellationToken cancellation) =>
        [.. (await GetAsync($"api/v1/label/{label}/values", cancellation)).EnumerateArray().Select(value => value.GetString()!)];

    /// <summary>All rules: the name, how the last evaluation went, and, of alerts, whether it is <c>inactive</c>, <c>pending</c> or <c>firing</c>.</summary>
    public async Task<IReadOnlyList<(string Name, string Health, string? State)>> RulesAsync(CancellationToken cancellation) =>
        [.. (await GetAsync("api/v1/rules", cancellation)).GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("health").GetString()!, rule.TryGetProperty("state", out var state) ? state.GetString() : null))];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {body}");
        return JsonElement.Parse(body).GetProperty("data");
    }
}
