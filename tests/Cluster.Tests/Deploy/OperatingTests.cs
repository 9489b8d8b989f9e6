using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>docs/operating.md knows what the processes say.</summary>
public sealed partial class OperatingTests
{
    private static string Operating { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md"));

    [Fact]
    public void Every_log_entry_is_explained_and_no_other()
    {
        var logged = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "Log.cs", SearchOption.AllDirectories)
            .SelectMany(file => Event().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Order(StringComparer.Ordinal);
        var explained = Row().Matches(Operating).SelectMany(match => match.Groups[1].Value.Split(", ")).Order(StringComparer.Ordinal);

        Assert.Equal(logged, explained);
    }

    [Fact]
    public void Every_alert_is_explained()
    {
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus.rules.yml"));

        Assert.All(Alert().Matches(rules), match => Assert.Contains($"`{match.Groups[1].Value}`", Operating, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"EventId = (\d+)")]
    private static partial Regex Event();

    [GeneratedRegex(@"(?m)^\| (\d{3}(?:, \d{3})*) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
