using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class DocumentLeaseTests
{
    private static readonly Guid One = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Other = new("22222222-2222-2222-2222-222222222222");

    [Theory]
    [InlineData(0, false)]
    [InlineData(9.999, false)]
    [InlineData(10, true)] // who has it has died, or hangs
    public void Another_gets_the_lease_when_it_has_run_out(double seconds, bool gets)
    {
        var lease = default(DocumentLease).AskedBy(One, TimeSpan.Zero);

        Assert.Equal(gets ? Other : One, lease.AskedBy(Other, TimeSpan.FromSeconds(seconds)).Holder);
    }

    [Fact]
    public void A_renewal_makes_it_last()
    {
        var lease = default(DocumentLease).AskedBy(One, TimeSpan.Zero).AskedBy(One, TimeSpan.FromSeconds(9));

        Assert.Equal(One, lease.AskedBy(Other, TimeSpan.FromSeconds(18)).Holder);
        Assert.Equal(Other, lease.AskedBy(Other, TimeSpan.FromSeconds(19)).Holder);
    }

    [Fact]
    public void Only_its_holder_gives_it_back()
    {
        var lease = default(DocumentLease).AskedBy(One, TimeSpan.Zero);

        Assert.Equal(lease, lease.ReleasedBy(Other));
        Assert.Equal(Other, lease.ReleasedBy(One).AskedBy(Other, TimeSpan.Zero).Holder);
    }
}
