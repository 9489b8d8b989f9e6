using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Overview;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class DayFiguresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 14, 59, 59, TimeSpan.FromHours(2));

    [Fact]
    public void It_asks_for_whole_hours_up_to_the_end_of_the_one_that_has_begun() =>
        Assert.Equal("usage?from=2026-03-08T13:00:00Z&to=2026-03-09T13:00:00Z&groupBy=hour&limit=24", DayFigures.Path(Now));

    [Fact]
    public void Every_hour_has_its_figures_and_one_without_calls_has_zeros()
    {
        var rows = JsonNode.Parse("""
            [{"hour":"2026-03-08T13:00:00Z","requests":3,"failures":1,"promptTokens":10,"completionTokens":20,"cost":0.5},
             {"hour":"2026-03-09T12:00:00Z","requests":1,"failures":0,"promptTokens":5,"completionTokens":6,"cost":0}]
            """)!.AsArray();
        var hours = DayFigures.Of(rows, Now);

        Assert.Equal(24, hours.Count);
        Assert.Equal(new HourFigures(new(2026, 3, 8, 13, 0, 0, TimeSpan.Zero), 3, 1, 10, 20, 0.5m), hours[0]);
        Assert.Equal(new HourFigures(new(2026, 3, 8, 14, 0, 0, TimeSpan.Zero), 0, 0, 0, 0, 0), hours[1]);
        Assert.Equal((4, 15, 26), (hours.Sum(hour => hour.Calls), hours.Sum(hour => hour.Prompt), hours.Sum(hour => hour.Completion)));
        Assert.Equal(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero), hours[^1].Start);
    }
}
