using Orleans.Gateway.Silo.Front;

namespace Orleans.Gateway.Grains.Tests.Clusters;

public class FrontViewOffersTests
{
    [Theory]
    [InlineData(new long[] { 1, 2, 5 }, 5)]
    [InlineData(new long[] { 5, 4, 5, 4, 6, 5 }, 6)]
    [InlineData(new long[] { 9, 1, 1, 1, 1, 1, 1, 1 }, 9)]
    [InlineData(new long[] { 9, 1, 1, 1, 1, 1, 1, 1, 1 }, 1)]
    [InlineData(new long[] { 9, 1, 1, 1, 1, 9, 1, 1, 1, 1 }, 9)]
    public void A_view_that_is_older_counts_only_when_there_are_no_others(long[] offered, long inForce)
    {
        var offers = default(FrontViewOffers);
        var taken = 0L;
        foreach (var epoch in offered)
        {
            (offers, var isTaken) = offers.Offer(epoch);
            taken = isTaken ? epoch : taken;
        }

        Assert.Equal((inForce, inForce), (taken, offers.Epoch));
    }
}
