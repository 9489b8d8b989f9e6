using Orleans.Gateway.Grains.Limits.Budgets;

namespace Orleans.Gateway.Grains.Tests.Limits;

public class TokenBucketTests
{
    /// <summary>A bucket of 60: one a second. What happens at which second, and the level at the end.</summary>
    public static TheoryData<string, double> Stories => new()
    {
        { "0 take 0", 60 },
        { "0 take 60", 0 },
        { "0 take 60, 1 take 0", 1 },
        { "0 take 60, 30 take 10", 20 },
        { "0 take 60, 600 take 0", 60 },            // never above its size
        { "0 take 90", -30 },                       // a debt
        { "0 take 90, 30 take 0", 0 },              // is made up for first
        { "0 take 10, 0 return 50", 60 },           // nor by what comes back
        { "10 take 60, 5 take 0, 10 take 0", 0 },   // a clock that goes back stands still
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Level_is_in_the_end(string story, double level)
    {
        var bucket = TokenBucket.Full(60, TimeSpan.Zero);
        foreach (var step in story.Split(", ").Select(step => step.Split(' ')))
        {
            bucket = bucket.Refilled(60, TimeSpan.FromSeconds(int.Parse(step[0], null)));
            var amount = long.Parse(step[2], null);
            bucket = step[1] is "take" ? bucket.Take(amount) : bucket.Return(amount, 60);
        }

        Assert.Equal(level, bucket.Level, 6);
    }

    [Theory]
    [InlineData(60, 60, 0.0)]
    [InlineData(0, 60, 60.0)]
    [InlineData(-30, 1, 31.0)]
    [InlineData(-1e30, 1, 3_153_600_000.0)] // no more than can be said
    [InlineData(0, 61, null)] // more than the whole
    public void Waiting_for_an_amount_takes(double level, long amount, double? seconds) =>
        Assert.Equal(seconds, new TokenBucket(level, TimeSpan.Zero).WaitFor(amount, 60)?.TotalSeconds);
}
