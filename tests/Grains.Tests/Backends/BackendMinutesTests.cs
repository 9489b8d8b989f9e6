using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends;

namespace Orleans.Gateway.Grains.Tests.Backends;

public class BackendMinutesTests
{
    private static readonly DateTimeOffset T0 = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static BackendCounts Attempts(long count) => new(count, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>When something was reported, in seconds, when it is looked at, and the minutes (with their sums) that are seen.</summary>
    public static TheoryData<string, int, string> Stories => new()
    {
        { "", 0, "" },
        { "0 5 59", 59, "0:3" },
        { "0 59 60", 60, "0:2 1:1" },
        { "0 300", 300, "0:1 5:1" },               // minutes without traffic are not there
        { "0 60", 3599, "0:1 1:1" },
        { "0 60", 3600, "1:1" },                   // the first is an hour old
        { "0 60", 3659, "1:1" },
        { "0 60", 3660, "" },
        { "30", 7200, "" },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void The_last_60_minutes_are_kept(string reports, int lookedAt, string expected)
    {
        var minutes = new BackendMinutes();
        foreach (var second in reports.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            minutes.Add(Attempts(1), T0.AddSeconds(int.Parse(second, null)));
        }

        var seen = minutes.At(T0.AddSeconds(lookedAt));

        Assert.Equal(expected, string.Join(' ', seen.Select(minute => $"{(minute.Start - T0).TotalMinutes}:{minute.Counts.Attempts}")));
    }

    [Fact]
    public void There_are_never_more_than_60()
    {
        var minutes = new BackendMinutes();
        for (var minute = 0; minute < 200; minute++)
        {
            minutes.Add(Attempts(1), T0.AddMinutes(minute));
            Assert.InRange(minutes.At(T0.AddMinutes(minute)).Length, 1, BackendMinutes.Kept);
        }
    }

    [Fact]
    public void A_minute_is_told_in_UTC()
    {
        var minutes = new BackendMinutes();
        minutes.Add(Attempts(1), new DateTimeOffset(2030, 1, 1, 14, 0, 30, TimeSpan.FromHours(2)));

        Assert.Equal((T0, TimeSpan.Zero), (minutes.At(T0)[0].Start, minutes.At(T0)[0].Start.Offset));
    }
}
