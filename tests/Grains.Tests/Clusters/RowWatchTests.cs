using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Grains.Tests.Clusters;

public class RowWatchTests
{
    /// <summary>What was seen, every 10 seconds, and for how long the row is missing then: + present, - missing, ? unknown.</summary>
    [Theory]
    [InlineData("++++", 0)]
    [InlineData("+-", 0)]
    [InlineData("+--", 10)]
    [InlineData("+----", 30)]
    [InlineData("+---+", 0)]
    [InlineData("+---+-", 0)]
    [InlineData("????????", 0)]
    [InlineData("-???", 0)]
    [InlineData("-???-", 40)]
    [InlineData("-?+?-", 0)]
    public void A_row_is_missing_from_the_first_to_the_latest_time_that_it_was_seen_missing(string seen, int seconds)
    {
        var watch = default(RowWatch);
        for (var look = 0; look < seen.Length; look++)
        {
            watch = watch.See(seen[look] switch { '+' => RowSight.Present, '-' => RowSight.Missing, _ => RowSight.Unknown }, TimeSpan.FromSeconds(10 * look));
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), watch.Missing);
    }
}
