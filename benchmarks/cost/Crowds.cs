using System.Diagnostics;
using System.Globalization;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Cost;

/// <summary>What many streams cost that say nothing, or whose clients do not read.</summary>
internal sealed class Crowds(Report report, GatewayProcess gateway, MockProcess mock) : IDisposable
{
    /// <summary>Descriptors that a process needs beside its streams.</summary>
    private const int Spare = 500;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Longer than the gateway leaves a stream without a comment.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    // The mock is busy while it pours into a thousand streams.
    private readonly HttpClient _mock = new() { BaseAddress = new Uri(mock.Url), Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>How many streams the descriptors allow: each takes two of the gateway's, since the mock speaks HTTP/1.1.</summary>
    public static int Allowed(int wanted)
    {
        var limit = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        var allowed = limit == "unlimited" ? wanted : Math.Min(wanted, (int)((long.Parse(limit, CultureInfo.InvariantCulture) - Spare) / 2));
        Console.WriteLine($"Open files of a process: {limit}. Two of the gateway's for each stream: {allowed} of the {wanted} streams wanted.");
        return allowed;
    }

    public async Task IdleAsync(int streams)
    {
        // What a first stream loads is no memory of a stream.
        using (var first = new Crowd())
        {
            await first.OpenAsync(gateway.Url, Mock.Idle, 50, reads: true);
        }

        await ClosedAsync();
        await WaitAsync(Settling);
        var before = gateway.Resident();
        using var crowd = new Crowd();
        var clock = Stopwatch.StartNew();
        await crowd.OpenAsync(gateway.Url, Mock.Idle, streams, reads: true);
        report.Add("idle.open", $"Time to open {streams} streams", "s", [clock.Elapsed.TotalSeconds]);
        await WaitAsync(Settling);
        var cpu = gateway.Cpu();
        await WaitAsync(Quiet);
        report.Add("idle.memory", $"Resident memory of each of {streams} idle streams", "KiB", [(gateway.Resident() - before) / 1024.0 / streams]);
        report.Add("idle.cpu", "CPU of all of them, with their comments, in a second", "ms", [(gateway.Cpu() - cpu).TotalMilliseconds / Quiet.TotalSeconds]);

        clock.Restart();
        crowd.Dispose();
        await ClosedAsync();
        report.Add("idle.close", "Time until the provider has seen all of them leave", "s", [clock.Elapsed.TotalSeconds]);
        await SpentAsync("idle.after", "CPU afterwards, in a second");
    }

    public async Task StalledAsync(int readers)
    {
        await WaitAsync(Settling);
        var before = gateway.Resident();
        using var crowd = new Crowd();
        var clock = Stopwatch.StartNew();
        await crowd.OpenAsync(gateway.Url, Mock.Endless, readers, reads: false);
        var most = 0L;
        while (await OpenAsync() > 0 || clock.Elapsed < Settling)
        {
            most = Math.Max(most, gateway.Resident());
            await WaitAsync(TimeSpan.FromMilliseconds(250));
        }

        report.Add("stalled.memory", $"Resident memory of each of {readers} streams that nobody reads, at most", "KiB", [(most - before) / 1024.0 / readers]);
        report.Add("stalled.cutOff", "Time until the last of them is cut off", "s", [clock.Elapsed.TotalSeconds]);
        await SpentAsync("stalled.after", "CPU afterwards, in a second");
    }

    public void Dispose() => _mock.Dispose();

    private async Task SpentAsync(string id, string what)
    {
        await WaitAsync(Settling);
        var cpu = gateway.Cpu();
        await WaitAsync(Settling);
        report.Add(id, what, "ms", [(gateway.Cpu() - cpu).TotalMilliseconds / Settling.TotalSeconds]);
    }

    private Task ClosedAsync() => Waiting.UntilAsync(async () => await OpenAsync() == 0);

    private async Task<int> OpenAsync() => int.Parse(await _mock.GetStringAsync($"/{Mock.Open}"), CultureInfo.InvariantCulture);

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);
}
