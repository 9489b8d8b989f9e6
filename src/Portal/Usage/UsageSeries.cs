using System.Globalization;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Usage;

/// <summary>Tokens over time, one line for each name: the biggest ones, and the rest together.</summary>
internal static class UsageSeries
{
    /// <summary>As many as colours that can be told apart.</summary>
    private const int MostLines = 7;

    /// <param name="items">Rows of the admin API, grouped by a time and perhaps by a name.</param>
    /// <param name="query">The days; each has a point, whether it has a row or not.</param>
    /// <param name="line">The property with the name; null: there is one line.</param>
    /// <returns>Times in seconds since 1970, and a value of each line for each.</returns>
    public static (double[] Times, IReadOnlyList<(string Name, double[] Values)> Lines) Of(JsonArray items, UsageQuery query, string? line, DateTimeOffset now)
    {
        var times = Times(query, now);
        var places = times.Select((time, at) => (time, at)).ToDictionary(entry => entry.time, entry => entry.at);
        var sums = new Dictionary<string, double[]>();
        foreach (var item in items.OfType<JsonNode>())
        {
            var name = line is null ? "tokens" : $"{item[line]}";
            if (places.TryGetValue(Time($"{item[query.Step]}"), out var at))
            {
                var values = sums.TryGetValue(name, out var found) ? found : sums[name] = new double[times.Length];
                values[at] += (long)item["promptTokens"]! + (long)item["completionTokens"]!;
            }
        }

        var ranked = sums.Where(entry => entry.Value.Any(value => value > 0)).OrderByDescending(entry => entry.Value.Sum()).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToList();
        List<(string, double[])> lines = [.. ranked.Take(ranked.Count > MostLines + 1 ? MostLines : MostLines + 1).Select(entry => (entry.Key, entry.Value))];
        if (ranked.Count > lines.Count)
        {
            lines.Add(($"{ranked.Count - lines.Count} others", [.. Enumerable.Range(0, times.Length).Select(at => ranked.Skip(MostLines).Sum(entry => entry.Value[at]))]));
        }

        return ([.. times.Select(time => (double)time.ToUnixTimeSeconds())], lines);
    }

    private static DateTimeOffset[] Times(UsageQuery query, DateTimeOffset now)
    {
        var (from, end) = (new DateTimeOffset(query.From, TimeOnly.MinValue, TimeSpan.Zero), new DateTimeOffset(query.To.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        var step = query.Step is "hour" ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        var count = (int)Math.Ceiling(((end < now ? end : now) - from) / step);
        return [.. Enumerable.Range(0, Math.Clamp(count, 0, 10_000)).Select(at => from + (step * at))];
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : default;
}
