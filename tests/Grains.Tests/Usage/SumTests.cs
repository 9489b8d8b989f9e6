using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Tests.Usage;

public class SumTests
{
    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(5, -7, -2)]
    [InlineData(-7, 5, -2)]
    [InlineData(long.MaxValue, 0, long.MaxValue)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    [InlineData(long.MaxValue - 5, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, -1, long.MaxValue - 1)]
    public void A_sum_stops_at_the_largest_number(long a, long b, long sum) => Assert.Equal(sum, Sum.Of(a, b));

    [Fact]
    public void So_do_counts()
    {
        var most = new UsageCounts(1, 1, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);

        Assert.Equal(most with { Requests = 2, Failures = 2 }, most + most);
    }
}
