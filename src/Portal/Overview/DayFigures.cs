using System.Globalization;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Overview;

/// <summary>What was used in one hour.</summary>
/// <param name="Cost">In units of a currency that nobody has named.</param>
public readonly record struct HourFigures(DateTimeOffset Start, long Calls, long Failed, long Prompt, long Completion, decimal Cost)
{
    public static HourFigures operator +(HourFigures a, HourFigures b) =>
        new(a.Start, a.Calls + b.Calls, a.Failed + b.Failed, a.Prompt + b.Prompt, a.Completion + b.Completion, a.Cost + b.Cost);
}

/// <summary>The usage of the last hours (UTC), 24 where nobody says how many, the one that has begun included.</summary>
internal static class DayFigures
{
    private const int Hours = 24;

    /// <summary>Below the admin API.</summary>
    public static string Path(DateTimeOffset now, int hours = Hours) => $"usage?from={Text(First(now, hours))}&to={Text(First(now, hours).AddHours(hours))}&groupBy=hour&limit={hours}";

    /// <param name="rows">Of the admin API, by hour. Hours in which nothing was used have none.</param>
    /// <returns>All hours, the earliest first.</returns>
    public static IReadOnlyList<HourFigures> Of(JsonArray? rows, DateTimeOffset now, int hours = Hours)
    {
        var known = (rows ?? []).OfType<JsonNode>().Select(Read).ToDictionary(hour => hour.Start);
        return [.. Enumerable.Range(0, hours).Select(at => First(now, hours).AddHours(at)).Select(start => known.GetValueOrDefault(start) with { Start = start })];
    }

    private static HourFigures Read(JsonNode row) => new(
        DateTimeOffset.Parse((string)row["hour"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        (long)row["requests"]!, (long)row["failures"]!, (long)row["promptTokens"]!, (long)row["completionTokens"]!, (decimal?)row["cost"] ?? 0);

    private static DateTimeOffset First(DateTimeOffset now, int hours) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(now.UtcDateTime.Hour - hours + 1);

    private static string Text(DateTimeOffset hour) => hour.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
