using System.Globalization;

namespace Orleans.Gateway.Portal.Usage;

/// <summary>What the usage page asks for, as its address says it: days (UTC), how rows are grouped, and what alone counts.</summary>
/// <param name="To">The last day, itself included.</param>
/// <param name="By">One or two of <see cref="Groups"/>.</param>
/// <param name="Only">By a group that is no time, its one name.</param>
public sealed record UsageQuery(DateOnly From, DateOnly To, IReadOnlyList<string> By, IReadOnlyDictionary<string, string> Only)
{
    /// <summary>Up to so many days a chart has a point for every hour.</summary>
    private const int MostDaysByHour = 3;

    public static IReadOnlyList<string> Names { get; } = ["subscription", "product", "api", "alias", "backend"];

    public static IReadOnlyList<string> Groups { get; } = [.. Names, "day", "hour"];

    /// <summary>Half a sentence for people.</summary>
    public static string Label(string? group) => group switch { null or "" => "Nothing else", "api" => "API", _ => $"{char.ToUpperInvariant(group[0])}{group[1..]}" };

    /// <summary>A day or an hour of a row, as people write it.</summary>
    public static string Moment(string time) => time.Replace('T', ' ').Replace(":00:00Z", ":00", StringComparison.Ordinal);

    /// <param name="parameter">The value of a parameter of the address; null when it is not there.</param>
    /// <param name="today">UTC.</param>
    public static UsageQuery Read(Func<string, string?> parameter, DateOnly today)
    {
        var by = (parameter("by") ?? "").Split(',', StringSplitOptions.TrimEntries).Where(Groups.Contains).Distinct().Take(2).ToArray();
        return new(
            Day(parameter("from")) ?? new DateOnly(today.Year, today.Month, 1),
            Day(parameter("to")) ?? today,
            by.Length > 0 ? by : ["subscription"],
            Names.Where(name => !string.IsNullOrWhiteSpace(parameter(name))).ToDictionary(name => name, name => parameter(name)!.Trim()));
    }

    /// <summary>The groups of a row that are names, so that the chart can have a line for each.</summary>
    public string? Line => By.FirstOrDefault(Names.Contains);

    /// <summary>How far two points of the chart are apart.</summary>
    public string Step => By.Contains("hour") || To.DayNumber - From.DayNumber < MostDaysByHour ? "hour" : "day";

    /// <summary>The address of the page, which restores it.</summary>
    public string Page => $"usage?{Parameters}";

    /// <summary>All rows as CSV, by the portal's own cookie.</summary>
    public string Download => $"usage.csv?{Parameters}";

    /// <summary>Below the admin API.</summary>
    public string Path(params IEnumerable<string> groups) =>
        $"usage?from={Text(From)}&to={Text(To.AddDays(1))}&groupBy={string.Join(',', groups)}{Filter}";

    public UsageQuery With(string name, string? value)
    {
        var only = new Dictionary<string, string>(Only);
        only.Remove(name);
        if (!string.IsNullOrWhiteSpace(value))
        {
            only[name] = value.Trim();
        }

        return this with { Only = only };
    }

    /// <summary>Only this one, told apart by what is most likely the next question.</summary>
    public UsageQuery Into(string group, string value) => With(group, value) with { By = [group is "alias" or "backend" ? "subscription" : "alias"] };

    internal static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Parameters => $"from={Text(From)}&to={Text(To)}&by={string.Join(',', By)}{Filter}";

    private string Filter => string.Concat(Names.Where(Only.ContainsKey).Select(name => $"&{name}={Uri.EscapeDataString(Only[name])}"));

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
