using System.Diagnostics;
using System.Net.Http.Headers;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Cost;

/// <summary>What is measured, and how. Every figure is of the gateway's process alone, over several slices, so that a noisy neighbour shows.</summary>
internal static class Measurements
{
    private const int Slices = 7;
    private const int ColdStarts = 5;
    private const int Clients = 16;
    private const int PacedStreams = 40;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(20);

    /// <summary>From the start of the process on an empty store to the first 200 through the echo alias.</summary>
    public static async Task ColdStartAsync(Report report, string folder, string document)
    {
        var samples = new List<double>();
        for (var i = 0; i < ColdStarts; i++)
        {
            var clock = Stopwatch.StartNew();
            using var gateway = GatewayProcess.Start(folder, document);
            using var client = new HttpClient { BaseAddress = new Uri(gateway.Url) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Document.Key);
            await Waiting.UntilAsync(async () =>
            {
                using var body = new StringContent("""{"model":"echo","messages":[{"role":"user","content":"hello"}]}""", new MediaTypeHeaderValue("application/json"));
                using var response = await client.PostAsync("/llm/v1/chat/completions", body);
                return response.IsSuccessStatusCode;
            });
            samples.Add(clock.Elapsed.TotalMilliseconds);
        }

        report.Add("coldStart", "Cold start to the first answer", "ms", samples);
    }

    /// <summary>CPU and allocations of a whole pass-through call with a body of 2 KB.</summary>
    public static async Task RequestsAsync(Report report, GatewayProcess gateway, Load load)
    {
        await load.ForAsync(WarmUp, Clients, Mock.Whole, stream: false);
        var (cpu, allocated) = (new List<double>(), new List<double>());
        for (var i = 0; i < Slices; i++)
        {
            // In this order, so that reading the metrics is no part of the CPU time.
            var allocatedBefore = await gateway.AllocatedAsync();
            var cpuBefore = gateway.Cpu();
            var count = await load.ForAsync(Slice, Clients, Mock.Whole, stream: false);
            cpu.Add((gateway.Cpu() - cpuBefore).TotalMicroseconds / count);
            if (await gateway.AllocatedAsync() - allocatedBefore is { } bytes)
            {
                allocated.Add(bytes / count);
            }
        }

        report.Add("request.cpu", "CPU per pass-through request, 2 KB, 16 at once", "µs", cpu);
        report.Add("request.allocated", "Allocated per pass-through request", "B", allocated);
    }

    /// <summary>CPU of one chunk of a stream that passes through: with time between the chunks, and without.</summary>
    public static async Task ChunksAsync(Report report, GatewayProcess gateway, Load load)
    {
        await load.ForAsync(WarmUp, Clients, Mock.Burst, stream: true);
        var burst = new List<double>();
        for (var i = 0; i < Slices; i++)
        {
            var before = gateway.Cpu();
            var count = await load.ForAsync(Slice, Clients, Mock.Burst, stream: true);
            burst.Add((gateway.Cpu() - before).TotalMicroseconds / ((double)count * Mock.Chunks));
        }

        await load.OnceAsync(PacedStreams, Mock.Paced);
        var paced = new List<double>();
        for (var i = 0; i < Slices; i++)
        {
            var before = gateway.Cpu();
            await load.OnceAsync(PacedStreams, Mock.Paced);
            paced.Add((gateway.Cpu() - before).TotalMicroseconds / (PacedStreams * Mock.Chunks));
        }

        report.Add("chunk.burst.cpu", $"CPU per streamed chunk of {MockBytes.ChunkBytes} B, unpaced, 16 streams", "µs", burst);
        report.Add("chunk.paced.cpu", $"CPU per streamed chunk, one every 5 ms, {PacedStreams} streams", "µs", paced);
    }

    /// <summary>How much memory one stream of 100,000 chunks takes at most, over what the process had before it.</summary>
    public static async Task MemoryAsync(Report report, GatewayProcess gateway, Load load)
    {
        var growth = new List<double>();
        var most = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var (before, highest) = (gateway.Resident(), 0L);
            var stream = load.OnceAsync(1, Mock.Long);
            while (!stream.IsCompleted)
            {
                highest = Math.Max(highest, gateway.Resident());
                await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
            }

            await stream;
            growth.Add((highest - before) / 1024.0 / 1024.0);
            most.Add(highest / 1024.0 / 1024.0);
        }

        report.Add("stream.growth", "Memory taken by one stream of 100,000 chunks", "MiB", growth);
        report.Add("stream.resident", "Resident memory meanwhile", "MiB", most);
    }
}
