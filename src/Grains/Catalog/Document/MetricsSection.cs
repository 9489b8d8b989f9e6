using System.Buffers;
using System.Collections.Frozen;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>metrics</c>.</summary>
internal static class MetricsSection
{
    /// <summary>As many as a call's metrics have room for.</summary>
    private const int MostDimensions = 5;

    private const int LongestLabel = 32;
    private const int LongestValue = 64;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("0123456789_abcdefghijklmnopqrstuvwxyz");

    /// <summary>Names that metrics have already, or that Prometheus gives.</summary>
    private static readonly FrozenSet<string> Taken = new[] { "le", "quantile", "job", "instance", "exported_job", "exported_instance" }.ToFrozenSet(StringComparer.Ordinal);

    public static MetricsDefinition? Read(Node? node)
    {
        if (node?.Section(Shape.Metrics) is not { } section)
        {
            return null;
        }

        var defaults = new MetricsDefinition();
        var dimensions = Dimensions(section["dimensions"]);
        return new MetricsDefinition
        {
            Dimensions = dimensions,
            Values = Values(section["values"], dimensions),
            MaxValues = section["maxValues"]?.Number(1, 1_000) ?? defaults.MaxValues,
            Subscriptions = section["subscriptions"]?.Number(0, 10_000) ?? defaults.Subscriptions,
        };
    }

    private static Dictionary<string, string> Dimensions(Node? node)
    {
        var dimensions = new Dictionary<string, string>();
        var entries = node?.Entries(LabelProblem) ?? [];
        if (entries.Count > MostDimensions)
        {
            node!.Refuse($"has {entries.Count} entries. Use at most {MostDimensions}.");
        }

        foreach (var (name, value) in entries.Take(MostDimensions))
        {
            if (value.RawText() is not { } source)
            {
                continue;
            }

            if (SourceProblem(source) is { } problem)
            {
                value.Refuse(problem);
            }

            dimensions[name] = source;
        }

        return dimensions;
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(Node? node, Dictionary<string, string> dimensions)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, list) in node?.Entries(_ => null) ?? [])
        {
            if (!dimensions.ContainsKey(name))
            {
                list.Refuse($"there is no dimension {DocumentPath.Quote(name)}. {Spelling.Hint(name, dimensions.Keys.ToList(), "Add it to dimensions.")}");
            }

            values[name] = [.. (list.Items() ?? []).Select(item => item.Text(LongestValue)).OfType<string>().Distinct(StringComparer.Ordinal)];
        }

        return values;
    }

    private static string? LabelProblem(string name) =>
        name.Length is 0 or > LongestLabel || name.AsSpan().ContainsAnyExcept(LabelCharacters) || !char.IsAsciiLetterLower(name[0])
            ? $"cannot be a label. Use 1 to {LongestLabel} lower-case letters, digits and '_', a letter first."
        : Taken.Contains(name) ? "is a label that Prometheus sets itself. Choose another."
        : null;

    private static string? SourceProblem(string source) => CallSource.Of(source) is { } known
        ? known.Problem(header => HeaderRules.IsName(header) ? null : $"{DocumentPath.Quote(header)} is not a header name. Use letters, digits and '-'.")
        : "is not a source. Use header:NAME or claim:NAME.";
}
