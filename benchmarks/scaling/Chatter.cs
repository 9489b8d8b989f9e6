using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Scaling;

/// <summary>What a cluster says to itself, counted by its own metrics: with nothing to do, and for each call.</summary>
/// <param name="api">Where src/Api was published.</param>
/// <param name="time">How long calls are made at each rate; what is said without any is counted for twice as long, since it comes in periods.</param>
internal sealed class Chatter(string api, string redis, TimeSpan time)
{
    private const string LimitedKey = "scaling-key-limited-0123456789";
    private const string UnlimitedKey = "scaling-key-unlimited-0123456789";

    /// <summary>After the start of a cluster: until all have found one another.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private static readonly (int Nodes, int Backends)[] Clusters = [(1, 3), (2, 3), (3, 3), (3, 33)];

    /// <summary>Calls of one subscription at each node, a second.</summary>
    private static readonly double[] Rates = [0.5, 1, 2, 5, 20, 100];

    public async Task<(List<Quiet> Idle, List<Talk> Calls)> MeasureAsync()
    {
        var (idle, calls) = (new List<Quiet>(), new List<Talk>());
        foreach (var (count, backends) in Clusters)
        {
            Console.WriteLine($"{count} nodes, {backends} backends.");
            using var store = await RedisProcess.StartAsync(redis);
            var document = Path.GetTempFileName();
            await File.WriteAllTextAsync(document, Document(backends));
            var settings = new ClusterSettings(store.Port, document);
            List<GatewayProcess> nodes = [.. Enumerable.Range(0, count).Select(_ => GatewayProcess.Start(api, null, "node", settings.Of("scaling", "All")))];
            try
            {
                await Task.WhenAll(nodes.Select(node => node.ReadyAsync()));
                await Task.Delay(Settling, TimeProvider.System, CancellationToken.None);
                var said = await CountAsync(nodes, store, () => Task.Delay(time * 2, TimeProvider.System, CancellationToken.None));
                idle.Add(new(count, backends, said));
                if (count == 3 && backends == 3)
                {
                    foreach (var rate in Rates)
                    {
                        Console.WriteLine($"{rate} calls a second and node.");
                        calls.Add(new(rate, await CallsAsync(nodes, store, said, rate, UnlimitedKey), await CallsAsync(nodes, store, said, rate, LimitedKey)));
                    }
                }
            }
            finally
            {
                nodes.ForEach(node => node.Dispose());
                File.Delete(document);
            }
        }

        return (idle, calls);
    }

    /// <summary>Messages for each call, beyond those that are there without calls.</summary>
    private async Task<double> CallsAsync(List<GatewayProcess> nodes, RedisProcess store, Counts idle, double rate, string key)
    {
        var count = 0;
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var said = await CountAsync(nodes, store, async () => count = (await Task.WhenAll(nodes.Select(node => LoadAsync(client, node.Url, rate)))).Sum());
        return (said.Local + said.Remote - idle.Local - idle.Remote) * nodes.Count * said.Seconds / count;
    }

    private async Task<int> LoadAsync(HttpClient client, string url, double rate)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate));
        var clock = Stopwatch.StartNew();
        var calls = new List<Task>();
        do
        {
            calls.Add(CallAsync(client, url));
        }
        while (await timer.WaitForNextTickAsync() && clock.Elapsed < time);
        await Task.WhenAll(calls);
        return calls.Count;
    }

    private static async Task CallAsync(HttpClient client, string url)
    {
        using var body = new StringContent("""{"model":"backend-0","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"{url}/llm/v1/chat/completions", body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Of each node, a second.</summary>
    private static async Task<Counts> CountAsync(List<GatewayProcess> nodes, RedisProcess store, Func<Task> run)
    {
        // Asking is no part of what is counted: CPU is read last before, and first after.
        var before = await CountAsync(nodes, store);
        var (cpu, clock) = (Cpu(nodes), Stopwatch.StartNew());
        await run();
        // What is reported every 100 ms has then been reported.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        var (spent, seconds) = (Cpu(nodes) - cpu, clock.Elapsed.TotalSeconds);
        var after = await CountAsync(nodes, store);
        var each = nodes.Count * seconds;
        return new(
            (after.Local - before.Local) / each,
            (after.Remote - before.Remote) / each,
            (after.Bytes - before.Bytes) / each,
            (after.Commands - before.Commands) / each,
            spent / each,
            seconds);
    }

    private static double Cpu(List<GatewayProcess> nodes) => nodes.Sum(node => node.Cpu().TotalMilliseconds);

    /// <summary>Of all nodes, so far.</summary>
    private static async Task<(double Local, double Remote, double Bytes, double Commands)> CountAsync(List<GatewayProcess> nodes, RedisProcess store)
    {
        async Task<double> SumAsync(string name) => (await Task.WhenAll(nodes.Select(node => node.MetricsAsync(name)))).Sum(series => series.Sum(entry => entry.Value));
        return (
            await SumAsync("orleans_messaging_sent_local_total"),
            await SumAsync("orleans_messaging_sent_messages_size_bytes_count"),
            await SumAsync("orleans_messaging_sent_messages_size_bytes_sum"),
            await store.CommandsAsync());
    }

    private static string Document(int backends)
    {
        var names = Enumerable.Range(0, backends).Select(i => $"backend-{i}").ToList();
        List<string> all = ["*"];
        return JsonSerializer.Serialize(new
        {
            backends = names.ToDictionary(name => name, _ => new { format = "echo" }),
            apis = new { llm = new { path = "/llm/v1", aliases = names.ToDictionary(name => name, name => new { targets = new[] { new { backend = name } } }) } },
            products = new
            {
                limited = new { apis = new { llm = all }, limits = new[] { new { tokensPerMinute = 1_000_000_000, requestsPerMinute = 1_000_000_000 } } },
                unlimited = new { apis = new { llm = all } },
            },
            subscriptions = new
            {
                limited = new { product = "limited", keys = new List<string> { LimitedKey } },
                unlimited = new { product = "unlimited", keys = new List<string> { UnlimitedKey } },
            },
        });
    }
}

/// <summary>Of one node in a second.</summary>
/// <param name="Local">Messages between grains of the same node.</param>
/// <param name="Remote">Messages to other nodes.</param>
/// <param name="Bytes">Of those.</param>
/// <param name="Commands">Of the store.</param>
/// <param name="Seconds">For how long it was counted.</param>
internal sealed record Counts(double Local, double Remote, double Bytes, double Commands, double CpuMs, double Seconds);

/// <param name="Each">Of one node in a second.</param>
internal sealed record Quiet(int Nodes, int Backends, Counts Each);

/// <param name="Rate">Calls of one subscription at each node, a second.</param>
/// <param name="Unlimited">Messages for each call, local and remote.</param>
/// <param name="Limited">The same with two limits, tokens and requests a minute.</param>
internal sealed record Talk(double Rate, double Unlimited, double Limited);
