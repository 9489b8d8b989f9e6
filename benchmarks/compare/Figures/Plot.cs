using System.Globalization;
using System.Text;
using Orleans.Gateway.Compare.Lanes;

namespace Orleans.Gateway.Compare.Figures;

/// <summary>Bars of CPU, as SVG that needs nothing else: one group for each scenario, the longest of which fills the width.</summary>
internal static class Plot
{
    /// <summary>Beside the page of the figures.</summary>
    public const string File = "benchmarks.svg";

    private const int Width = 860;
    private const int Label = 300;
    private const int Value = 90;
    private const int Bar = 16;
    private const int Row = 22;
    private const int Title = 44;

    public static string Of(Results results)
    {
        var body = new StringBuilder();
        var y = 8;
        foreach (var scenario in Scenario.All.Where(scenario => scenario.Pace is not Pace.Open))
        {
            List<Series> all = [.. results.Series.Where(series => series.Scenario == scenario.Id && series.Calls > 0 && series.Peer != PeerNames.Direct)];
            if (all.Count == 0)
            {
                continue;
            }

            var longest = all.Max(series => Statistics.Median(series.Cpu));
            Append($"<text x=\"0\" y=\"{y + 24}\" font-weight=\"bold\">{scenario.Title}: CPU of a {scenario.Unit}, µs</text>");
            y += Title;
            foreach (var series in all)
            {
                var median = Statistics.Median(series.Cpu);
                var length = Math.Max(1, median / Math.Max(longest, double.Epsilon) * (Width - Label - Value));
                Append($"<text x=\"{Label - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{Escaped(Who(results, series))}</text>");
                Append($"<rect x=\"{Label}\" y=\"{y}\" width=\"{length:0.0}\" height=\"{Bar}\" fill=\"{Colour(series.Peer)}\"/>");
                Append($"<text x=\"{Label + length + 6:0.0}\" y=\"{y + 13}\">{median:0.0}</text>");
                y += Row;
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {y + 8}\" font-family=\"sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{body}</svg>\n");

        void Append(FormattableString line) => body.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Who(Results results, Series series) =>
        $"{results.Peers.First(peer => peer.Id == series.Peer).Title}{(series.Format == Scenario.Anthropic ? ", Anthropic backend" : "")}";

    private static string Colour(string peer) =>
        peer.StartsWith(PeerNames.Gateway, StringComparison.Ordinal) || PeerNames.Clusters.Contains(peer) ? "#1f6feb" : "#9aa4b2";

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
