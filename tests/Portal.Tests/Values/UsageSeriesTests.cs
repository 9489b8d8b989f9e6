using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Usage;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class UsageSeriesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_day_has_a_point_and_days_to_come_have_none()
    {
        var (times, lines) = UsageSeries.Of(Rows(("2026-03-02", "a", 5), ("2026-03-02", "b", 7), ("2026-03-04", "a", 1)), Query("2026-03-01", "2026-03-31"), "alias", Now);

        Assert.Equal(9, times.Length);
        Assert.Equal(["b", "a"], lines.Select(line => line.Name));
        Assert.Equal([0, 5, 0, 1, 0, 0, 0, 0, 0], lines[1].Values);
    }

    [Fact]
    public void What_is_too_much_for_the_eye_is_drawn_together()
    {
        var rows = Rows([.. Enumerable.Range(1, 20).Select(at => ("2026-03-02", $"n{at:00}", (long)at))]);
        var (_, lines) = UsageSeries.Of(rows, Query("2026-03-01", "2026-03-05"), "alias", Now);

        Assert.Equal(8, lines.Count);
        Assert.Equal("13 others", lines[^1].Name);
        Assert.Equal(Enumerable.Range(1, 13).Sum(), lines[^1].Values.Sum());
    }

    [Fact]
    public void Without_names_there_is_one_line()
    {
        var (_, lines) = UsageSeries.Of(Rows(("2026-03-02", "a", 5), ("2026-03-02", "b", 7)), Query("2026-03-01", "2026-03-05"), null, Now);

        Assert.Equal(12, Assert.Single(lines).Values.Sum());
    }

    private static UsageQuery Query(string from, string to) => UsageQuery.Read(new Dictionary<string, string?> { ["from"] = from, ["to"] = to }.GetValueOrDefault, default);

    private static JsonArray Rows(params (string Day, string Alias, long Tokens)[] rows) =>
        [.. rows.Select(row => JsonNode.Parse($$"""{"day":"{{row.Day}}","alias":"{{row.Alias}}","promptTokens":{{row.Tokens - 1}},"completionTokens":1}"""))];
}
