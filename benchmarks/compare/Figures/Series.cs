using Orleans.Gateway.Compare.Calls;
using Orleans.Gateway.Compare.Lanes;
using Orleans.Gateway.Compare.Peers;

namespace Orleans.Gateway.Compare.Figures;

/// <summary>What a lane has shown, round by round: entry <c>i</c> of each list is of round <c>i</c>.</summary>
internal sealed class Series(Scenario scenario, Peer peer, string format)
{
    private readonly Dictionary<string, int> _mistakes = [];

    public string Scenario => scenario.Id;

    public string Peer => peer.Id;

    public string Format => format;

    /// <summary>CPU of each process for each request or chunk, in µs.</summary>
    public Dictionary<string, List<double>> CpuOfProcesses { get; } = [];

    /// <summary>CPU of all processes for each request or chunk, in µs.</summary>
    public List<double> Cpu { get; } = [];

    /// <summary>Requests or chunks a second.</summary>
    public List<double> Throughput { get; } = [];

    /// <summary>For each request or chunk, in bytes.</summary>
    public List<double> Allocated { get; } = [];

    /// <summary>Resident memory at the end of the slice, in MiB.</summary>
    public List<double> Resident { get; } = [];

    /// <summary>Where calls are timed, in µs.</summary>
    public List<double> P50 { get; } = [];

    /// <summary>Where calls are timed, in µs.</summary>
    public List<double> P99 { get; } = [];

    /// <summary>Where calls are timed, of all rounds, in µs.</summary>
    public List<double> Latencies { get; } = [];

    public int Calls { get; private set; }

    public IReadOnlyDictionary<string, int> Mistakes => _mistakes;

    /// <summary>Takes in what went wrong, and nothing else.</summary>
    public void Note(Outcome outcome)
    {
        foreach (var (mistake, count) in outcome.Mistakes)
        {
            _mistakes[mistake] = _mistakes.GetValueOrDefault(mistake) + count;
        }
    }

    /// <summary>A turn of it came to nothing.</summary>
    public void Failed(string why) => _mistakes[why] = _mistakes.GetValueOrDefault(why) + 1;

    /// <param name="spent">By each process of the peer, in µs.</param>
    /// <param name="allocated">In bytes.</param>
    /// <param name="resident">In bytes.</param>
    public void Add(Outcome outcome, double[] spent, double? allocated, long resident)
    {
        Note(outcome);
        Calls += outcome.Calls;
        var units = Math.Max(1, outcome.Calls * scenario.UnitsOfCall);
        Cpu.Add(spent.Sum() / units);
        foreach (var (process, cpu) in peer.Processes.Zip(spent).GroupBy(entry => entry.First.Name, entry => entry.Second).Select(group => (group.Key, group.Sum())))
        {
            (CpuOfProcesses.TryGetValue(process, out var list) ? list : CpuOfProcesses[process] = []).Add(cpu / units);
        }

        Throughput.Add(units / outcome.Elapsed.TotalSeconds);
        Resident.Add(resident / 1024.0 / 1024.0);
        if (allocated is { } bytes)
        {
            Allocated.Add(bytes / units);
        }

        if (outcome.Latencies.Count > 0)
        {
            Latencies.AddRange(outcome.Latencies);
            P50.Add(Statistics.Percentile(outcome.Latencies, 50));
            P99.Add(Statistics.Percentile(outcome.Latencies, 99));
        }
    }
}
