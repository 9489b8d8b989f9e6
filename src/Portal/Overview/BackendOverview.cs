using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Overview;

/// <summary>One backend of the answer to <c>GET overview</c>.</summary>
public sealed record BackendOverview(string Name, string Format, string? Model, JsonNode? Health, Counters Total, IReadOnlyList<(DateTimeOffset Start, Counters Counts)> Minutes)
{
    public int InFlight => (int?)Health?["inFlight"] ?? 0;

    public double? FirstContent95 => (double?)Health?["firstContentSecondsP95"];

    public bool IsOpen => (string?)Health?["phase"] is "open";

    /// <summary>What somebody has to look at comes first: open, then silent, then trying again; by name among those alike.</summary>
    public static IEnumerable<BackendOverview> WorstFirst(IEnumerable<BackendOverview> backends) => backends
        .OrderBy(backend => (string?)backend.Health?["phase"] switch { "open" => 0, null => 1, "halfOpen" => 2, _ => 3 })
        .ThenBy(backend => backend.Name, StringComparer.Ordinal);

    public string? LastError => (string?)Health?["lastError"];

    public static IReadOnlyList<BackendOverview> Read(JsonObject? overview) => (overview?["backends"] as JsonArray)?.Select(node => Of(node!)).ToArray() ?? [];

    /// <summary>Tokens in each of the last 60 minutes, by backend.</summary>
    public static (double[] Times, IReadOnlyList<(string Backend, double[] Values)> Series) Hour(IReadOnlyList<BackendOverview> backends, DateTimeOffset now)
    {
        var last = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddMinutes(Math.Floor(now.UtcDateTime.TimeOfDay.TotalMinutes));
        var times = Enumerable.Range(0, 60).Select(at => last.AddMinutes(at - 59)).ToArray();
        return (
            [.. times.Select(time => (double)time.ToUnixTimeSeconds())],
            [
                .. backends.Where(backend => backend.Minutes.Count > 0).Select(backend =>
                {
                    var counts = backend.Minutes.ToDictionary(minute => minute.Start, minute => minute.Counts.Tokens);
                    return (backend.Name, times.Select(time => counts.GetValueOrDefault(time) / 60.0).ToArray());
                }),
            ]);
    }

    private static BackendOverview Of(JsonNode node) => new(
        (string)node["name"]!, (string?)node["format"] ?? "", (string?)node["model"], node["health"], Count(node["usage"]),
        [.. ((node["minutes"] as JsonArray) ?? []).Select(minute => ((DateTimeOffset)minute!["start"]!, Count(minute["usage"])))]);

    private static Counters Count(JsonNode? usage) => usage is null
        ? default
        : new((long)usage["attempts"]!, (long)usage["failures"]!, (long)usage["promptTokens"]! + (long)usage["completionTokens"]!);
}
