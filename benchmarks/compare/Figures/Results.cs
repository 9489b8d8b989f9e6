using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Compare.Peers;

namespace Orleans.Gateway.Compare.Figures;

/// <summary>All figures of a run.</summary>
internal sealed record Results(IReadOnlyList<Peer> Peers, IReadOnlyList<Absent> Absent, IReadOnlyList<Series> Series, IReadOnlyDictionary<string, double> IdleCpu)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public DateTimeOffset At { get; } = TimeProvider.System.GetUtcNow();

    public string Machine { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} × {Cpu()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");

    /// <summary>What else the machine was doing at the end: figures of a busy one are worth little.</summary>
    public string LoadAverage { get; } = File.ReadAllText("/proc/loadavg").Trim();

    public int Mistakes => Series.Sum(series => series.Mistakes.Values.Sum());

    /// <summary>Null where there was none.</summary>
    public Series? Of(Scenario scenario, string peer, string format = Scenario.OpenAi) =>
        Series.FirstOrDefault(series => series.Scenario == scenario.Id && series.Peer == peer && series.Format == format && series.Calls > 0);

    public string ToJson(Plan plan) => JsonSerializer.Serialize(
        new
        {
            at = At,
            machine = Machine,
            loadAverage = LoadAverage,
            plan,
            peers = Peers.Select(peer => new { peer.Id, peer.Title, peer.Version, processes = peer.Processes.Select(process => process.Name), idleCpuMsPerSecond = IdleCpu.GetValueOrDefault(peer.Id) }),
            absent = Absent,
            budgets = Budgets.Of(this),
            series = Series.Select(series => new
            {
                series.Scenario,
                series.Peer,
                series.Format,
                series.Calls,
                series.Mistakes,
                cpuUs = series.Cpu,
                cpuUsOfProcesses = series.CpuOfProcesses,
                perSecond = series.Throughput,
                allocatedBytes = series.Allocated,
                residentMiB = series.Resident,
                p50Us = series.P50,
                p99Us = series.P99,
                latenciesUs = series.Latencies.Select(latency => Math.Round(latency)),
            }),
        },
        Json);

    private static string Cpu() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?";
}
