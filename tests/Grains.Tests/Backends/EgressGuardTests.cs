using System.Net;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Backends;

public class EgressGuardTests
{
    /// <summary>Spellings that a resolver or an address parser takes, of addresses that hand out a machine's own secrets.</summary>
    public static TheoryData<string> Forbidden =>
    [
        // AWS, Azure, GCP, Oracle and others, in every notation of IPv4
        "169.254.169.254", "169.254.0.0", "169.254.0.1", "169.254.255.255", "169.254.170.2", "169.254.170.23", "169.254.169.123", "169.254.1.1",
        "0xA9FEA9FE", "0xa9fea9fe", "2852039166", "025177524776", "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "0xA9.254.0251.0376",
        "169.254.43518", "169.16689662", "0xa9.16689662", "169.0376.0xa9fe",
        // the same inside IPv6
        "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::FFFF:A9FE:A9FE", "0:0:0:0:0:ffff:a9fe:a9fe", "0000:0000:0000:0000:0000:ffff:a9fe:a9fe",
        "::ffff:169.254.170.2", "::ffff:a9fe:0001", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
        "::169.254.169.254", "::a9fe:a9fe", "64:ff9b::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2002:a9fe:a9fe::1",
        // link-local IPv6, to the last of its /10
        "fe80::1", "fe80::", "FE80::1", "fe80::a9fe:a9fe", "fe80::1%1", "fe80::1%25", "[fe80::1]", "fe90::1", "fea0::1", "febf::1",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80:0:0:0:0:0:0:1",
        // metadata services outside of link-local: AWS, GCP, Alibaba, Azure's host, Oracle
        "fd00:ec2::254", "fd00:0ec2:0:0:0:0:0:254", "FD00:EC2::254", "[fd00:ec2::254]", "fd20:ce::254", "fd20:00ce::0254",
        "100.100.100.200", "0x646464c8", "1684301000", "::ffff:100.100.100.200", "::ffff:6464:64c8", "64:ff9b::6464:64c8",
        "168.63.129.16", "0xa83f8110", "2822734096", "::ffff:168.63.129.16", "::ffff:a83f:8110", "2002:a83f:8110::",
        "192.0.0.192", "::ffff:192.0.0.192",
    ];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Secrets_of_the_machine_are_out_of_reach(string spelling) => Assert.True(EgressGuard.IsForbidden(IPAddress.Parse(spelling)));

    [Theory]
    [InlineData("127.0.0.1")] // a model on this machine
    [InlineData("::1")]
    [InlineData("10.0.0.1")] // a private endpoint
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("100.100.100.199")]
    [InlineData("168.63.129.17")]
    [InlineData("20.42.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::253")]
    [InlineData("fd12:3456::1")]
    [InlineData("2603:1030::1")]
    [InlineData("64:ff9b::1402:0304")]
    public void Everything_else_may_be_a_provider(string address) => Assert.False(EgressGuard.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("127.0.0.2", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.127.255.255", true)]
    [InlineData("198.18.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd12:3456::1", true)]
    [InlineData("fec0::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("64:ff9b::c0a8:0101", true)]
    [InlineData("2002:0a00:0001::", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("100.128.0.0", false)]
    [InlineData("11.0.0.1", false)]
    [InlineData("20.42.0.1", false)]
    [InlineData("2603:1030::1", false)]
    [InlineData("::ffff:20.42.0.1", false)]
    public void Private_addresses_are_known_however_they_are_wrapped(string address, bool isPrivate) =>
        Assert.Equal(isPrivate, ForbiddenAddresses.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("https://0xA9FEA9FE")]
    public async Task Nor_does_a_text_that_is_to_be_judged(string endpoint)
    {
        var policy = Views.Safety().Compile("product/p", new() { Endpoint = endpoint, Categories = new Dictionary<string, int> { ["hate"] = 4 } }, null)!;
        using var request = new HttpRequestMessage(HttpMethod.Post, policy.Analyze);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => policy.Client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Contains("no address that the gateway may connect to", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("[::ffff:a9fe:a9fe]")]
    [InlineData("0xA9FEA9FE")]
    public async Task A_call_there_does_not_leave_the_process(string host)
    {
        using var clients = new ProviderClients();
        var url = new Uri($"http://{host}/latest/meta-data/");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);

        var error = await Assert.ThrowsAsync<HttpRequestException>(
            () => clients.For("b", url, TimeSpan.FromSeconds(3)).SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Contains("no address that the gateway may connect to", error.ToString(), StringComparison.Ordinal);
    }
}
