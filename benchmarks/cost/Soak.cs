using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Cost;

/// <summary>Hours in short: calls of all kinds, a provider that fails in all ways, clients that leave, and what of it stays in memory.</summary>
internal sealed class Soak(Report report, GatewayProcess gateway, TimeSpan time) : IDisposable
{
    private const int Clients = 32;
    private const int LongestPauseInMs = 20;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1024 }) { BaseAddress = new Uri(gateway.Url) };
    private readonly ConcurrentDictionary<string, int> _ends = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public async Task RunAsync()
    {
        var clients = Enumerable.Range(0, Clients).Select(seed => Task.Run(() => CallAsync(new Random(seed)))).ToList();
        var resident = new List<(double Hours, double MiB)>();
        var heap = new List<(double Hours, double MiB)>();
        while (_clock.Elapsed < time)
        {
            await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
            resident.Add((_clock.Elapsed.TotalHours, gateway.Resident() / 1024.0 / 1024.0));
            if (await gateway.MetricsAsync("dotnet_gc_last_collection_heap_size_bytes") is { Count: > 0 } generations)
            {
                heap.Add((_clock.Elapsed.TotalHours, generations.Sum(generation => generation.Value) / 1024.0 / 1024.0));
            }
        }

        await Task.WhenAll(clients);
        await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
        foreach (var (end, count) in _ends.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            report.Add($"soak.calls.{end}", $"Calls: {end}", "", [count]);
        }

        report.Add("soak.resident", "Resident memory", "MiB", [.. resident.Select(sample => sample.MiB)]);
        report.Add("soak.resident.slope", "Its growth in the second half", "MiB/h", [Slope(resident)]);
        report.Add("soak.heap.slope", "Growth of the managed heap in the second half", "MiB/h", [Slope(heap)]);
        report.Add("soak.inFlight", "Calls that the gateway believes in flight, afterwards", "", [(await gateway.MetricsAsync("gateway_backend_in_flight")).Sum(series => series.Value)]);
        var cpu = gateway.Cpu();
        await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
        report.Add("soak.after", "CPU afterwards, in a second", "ms", [(gateway.Cpu() - cpu).TotalMilliseconds / Sampling.TotalSeconds]);
    }

    public void Dispose() => _client.Dispose();

    private async Task CallAsync(Random random)
    {
        while (_clock.Elapsed < time)
        {
            var end = await CallAsync(isStream: random.Next(2) == 0, leaves: random.Next(5) == 0);
            _ends.AddOrUpdate(end, 1, (_, count) => count + 1);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPauseInMs)), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<string> CallAsync(bool isStream, bool leaves)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/llm/v1/chat/completions")
        {
            Content = new StringContent($"{{\"model\":\"{Document.Soak}\",\"stream\":{(isStream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]}}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Document.Key);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (leaves)
            {
                return "left";
            }

            var body = await response.Content.ReadAsStringAsync();
            return !response.IsSuccessStatusCode ? $"status {(int)response.StatusCode}"
                : !isStream || body.Contains("[DONE]", StringComparison.Ordinal) ? "answered"
                : body.Contains("\"error\"", StringComparison.Ordinal) ? "broken off with an error"
                : "broken off without a word";
        }
        catch (HttpRequestException)
        {
            return "no answer";
        }
    }

    /// <summary>By least squares, over the second half: in the first, a process finds its size.</summary>
    private static double Slope(List<(double Hours, double MiB)> samples)
    {
        var half = samples[(samples.Count / 2)..];
        var (hours, size) = (half.Average(sample => sample.Hours), half.Average(sample => sample.MiB));
        return half.Sum(sample => (sample.Hours - hours) * (sample.MiB - size)) / half.Sum(sample => (sample.Hours - hours) * (sample.Hours - hours));
    }
}
