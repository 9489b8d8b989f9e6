using System.Text.RegularExpressions;

namespace Orleans.Gateway.Translation.Tests.Docs;

/// <summary>
/// One table of docs/formats.md that says <c>&lt;!-- checked: name --&gt;</c> in the line above it. Its first columns are input, the next ones are what the code
/// makes of it, the rest is prose.
/// </summary>
internal sealed partial class DocTable
{
    private readonly string[] _lines;
    private readonly int _header;

    private DocTable(string[] lines, int header, string name)
    {
        (_lines, _header, Name) = (lines, header, name);
        Header = Cells(lines[header]);
        Rows = [.. lines.Skip(header + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells)];
    }

    public string Name { get; }

    public string[] Header { get; }

    public string[][] Rows { get; }

    public static IReadOnlyList<DocTable> All(string[] lines) =>
    [
        .. lines.Index().Select(line => (line.Index, Match: Marker().Match(line.Item))).Where(line => line.Match.Success)
            .Select(line => new DocTable(lines, line.Index + 1, line.Match.Groups[1].Value)),
    ];

    /// <summary>The first code in a cell, without its backticks.</summary>
    public static string Code(string cell) => Codes(cell).FirstOrDefault(cell);

    public static IEnumerable<string> Codes(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups[2].Value.Replace("\\|", "|", StringComparison.Ordinal));

    public static string AsCode(string text)
    {
        var ticks = text.Contains('`', StringComparison.Ordinal) ? "`` " : "`";
        return ticks + text.Replace("|", "\\|", StringComparison.Ordinal) + new string([.. ticks.Reverse()]);
    }

    public void Replace(int row, string[] cells) => _lines[_header + 2 + row] = $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(string line) => [.. Bar().Split(line.Trim()[1..^1]).Select(cell => cell.Trim())];

    [GeneratedRegex(@"^<!-- checked: (\S+) -->$", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();

    [GeneratedRegex("(`+) ?(.+?) ?\\1", RegexOptions.CultureInvariant)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.CultureInvariant)]
    private static partial Regex Bar();
}
