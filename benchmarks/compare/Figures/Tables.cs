using System.Globalization;
using System.Text;
using Orleans.Gateway.Compare.Lanes;

namespace Orleans.Gateway.Compare.Figures;

/// <summary>The figures as Markdown.</summary>
internal sealed class Tables(Results results, Plan plan)
{
    private static readonly int[] Percentiles = [50, 99];
    private static readonly string[] Against = [PeerNames.Yarp, PeerNames.Nginx, PeerNames.Bare];

    private readonly StringBuilder _text = new();

    public static string Of(Results results, Plan plan)
    {
        var tables = new Tables(results, plan);
        tables.WriteRun();
        tables.WriteBudgets();
        foreach (var scenario in Scenario.All)
        {
            tables.Write(scenario);
        }

        tables.WritePeers();
        return tables._text.ToString();
    }

    private void WriteRun()
    {
        Line($"Measured on {results.At:yyyy-MM-dd} on {results.Machine}. {plan.Rounds} rounds of {plan.Slice.TotalSeconds} s for each lane. {results.Series.Sum(series => series.Calls):N0} answers; {Wrong()}. Load average at the end: {results.LoadAverage}.");
        Line();
        Line($"![CPU of each]({Plot.File})");
        foreach (var absent in results.Absent)
        {
            Line();
            Line($"{absent.Title} was left out: {absent.Why}.");
        }
    }

    private string Wrong() => results.Mistakes == 0 ? "none was wrong" : Text($"{results.Mistakes:N0} calls went wrong, and are named below their tables");

    private void WriteBudgets()
    {
        Heading("Budgets");
        Line($"| what | budget | measured | |");
        Line($"|---|---:|---:|---|");
        foreach (var budget in Budgets.Of(results))
        {
            Line($"| {budget.What} | {Short(budget.Limit)} {budget.Unit} | {(budget.Measured is { } measured ? Short(measured) : "–")} | {budget.Verdict} |");
        }
    }

    private void Write(Scenario scenario)
    {
        List<Series> all = [.. results.Series.Where(series => series.Scenario == scenario.Id && series.Calls > 0)];
        if (all.Count == 0)
        {
            return;
        }

        Heading(scenario.Title);
        if (scenario.IsTimed)
        {
            WriteLatencies(scenario, all);
        }
        else
        {
            WriteCosts(scenario, all);
        }

        foreach (var series in results.Series.Where(series => series.Scenario == scenario.Id && series.Mistakes.Count > 0))
        {
            Line();
            Line($"{Who(series)}: {string.Join(", ", series.Mistakes.Select(mistake => $"{mistake.Value} × {mistake.Key}"))}.");
        }
    }

    private void WriteCosts(Scenario scenario, List<Series> all)
    {
        Line($"| | CPU µs of a {scenario.Unit}: median (range) | × YARP | × nginx | × bare | {scenario.Unit}s a second | allocated B |");
        Line($"|---|---:|---:|---:|---:|---:|---:|");
        foreach (var series in all)
        {
            var ratios = Against.Select(peer => Statistics.Ratio(series.Cpu, results.Of(scenario, peer)?.Cpu) is { } ratio && series.Peer != PeerNames.Direct ? Short(ratio) : "–");
            var allocated = series.Allocated.Count > 0 ? Text($"{Statistics.Median(series.Allocated):N0}") : "–";
            Line($"| {Who(series)} | {Cpu(series)} | {string.Join(" | ", ratios)} | {Statistics.Median(series.Throughput):N0} | {allocated} |");
        }
    }

    private static string Cpu(Series series)
    {
        if (series.Peer == PeerNames.Direct)
        {
            return "–";
        }

        var parts = series.CpuOfProcesses.Count > 1 ? $" = {string.Join(" + ", series.CpuOfProcesses.Select(process => Text($"{process.Key} {Short(Statistics.Median(process.Value))}")))}" : "";
        return Text($"{Short(Statistics.Median(series.Cpu))} ({Short(series.Cpu.Min())}–{Short(series.Cpu.Max())}){parts}");
    }

    private void WriteLatencies(Scenario scenario, List<Series> all)
    {
        Line(scenario.Pace is Pace.Open ? $"{Plan.Rate} calls a second, in µs from the moment at which a call is due to the end of its answer." : (FormattableString)$"In µs.");
        Line();
        Line($"| | p50 | p99 | added p50 | added p99 | p50 of the rounds | p99 of the rounds |");
        Line($"|---|---:|---:|---:|---:|---:|---:|");
        foreach (var series in all)
        {
            var added = Percentiles.Select(percent => series.Peer == PeerNames.Direct ? "–" : Budgets.Added(results, scenario, series.Peer, series.Format, percent) is { } more ? Text($"{more:N0}") : "–");
            Line($"| {Who(series)} | {Statistics.Percentile(series.Latencies, 50):N0} | {Statistics.Percentile(series.Latencies, 99):N0} | {string.Join(" | ", added)} | {Range(series.P50)} | {Range(series.P99)} |");
        }
    }

    private void WritePeers()
    {
        Heading("Who was compared");
        Line($"| | version | processes | resident memory after the load, MiB | CPU with nothing to do, ms a second |");
        Line($"|---|---|---:|---:|---:|");
        foreach (var peer in results.Peers.Where(peer => peer.Processes.Count > 0))
        {
            var resident = results.Series.Where(series => series.Peer == peer.Id && series.Resident.Count > 0).Select(series => series.Resident[^1]).DefaultIfEmpty().Max();
            Line($"| {peer.Title} | {peer.Version} | {peer.Processes.Sum(process => process.Count)} | {resident:N0} | {results.IdleCpu.GetValueOrDefault(peer.Id):0.0} |");
        }
    }

    private string Who(Series series) =>
        $"{results.Peers.First(peer => peer.Id == series.Peer).Title}{(series.Format == Scenario.Anthropic ? ", Anthropic backend" : "")}";

    private static string Range(List<double> values) => Text($"{values.Min():N0}–{values.Max():N0}");

    private void Heading(string text)
    {
        Line();
        Line($"### {text}");
        Line();
    }

    /// <summary>Three digits that count.</summary>
    private static string Short(double value) => value switch
    {
        >= 100 => Text($"{value:N0}"),
        >= 10 => Text($"{value:0.0}"),
        >= 0.1 => Text($"{value:0.00}"),
        _ => Text($"{value:0.000}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString? text = null) => _text.Append(text?.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
