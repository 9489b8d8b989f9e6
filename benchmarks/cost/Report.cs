using System.Globalization;
using System.Text.Json;

namespace Orleans.Gateway.Cost;

/// <summary>Collects figures, and prints them for people and for programs.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<Figure> _figures = [];

    public void Add(string id, string what, string unit, List<double> samples)
    {
        if (samples.Count > 0)
        {
            samples.Sort();
            _figures.Add(new Figure(id, what, unit, samples[0], samples[samples.Count / 2], samples));
        }
    }

    public void Print(string path)
    {
        var invariant = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(invariant, $"{"",-66} {"min",9} {"median",9}"));
        foreach (var figure in _figures)
        {
            Console.WriteLine(string.Create(invariant, $"{figure.What,-66} {figure.Min,9:0.0} {figure.Median,9:0.0} {figure.Unit}"));
        }

        var json = JsonSerializer.Serialize(
            new { machine = new { cores = Environment.ProcessorCount, runtime = Environment.Version.ToString(), load = LoadAverage() }, figures = _figures }, Indented);
        File.WriteAllText(path, json);
        Console.WriteLine(string.Create(invariant, $"\n{json}"));
    }

    /// <summary>What else the machine was doing: figures of a busy one are worth little.</summary>
    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Trim();

    private sealed record Figure(string Id, string What, string Unit, double Min, double Median, IReadOnlyList<double> Samples);
}
