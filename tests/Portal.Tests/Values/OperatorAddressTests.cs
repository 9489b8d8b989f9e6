using System.Net;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class OperatorAddressTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(at => (byte)at)];

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("2001:db8::1")]
    public void What_a_node_says_another_one_reads(string address) =>
        Assert.Equal(IPAddress.Parse(address), OperatorAddress.Read(Secret, "token", OperatorAddress.Write(Secret, "token", IPAddress.Parse(address))));

    [Fact]
    public void Nobody_else_can_say_it()
    {
        var written = OperatorAddress.Write(Secret, "token", IPAddress.Parse("203.0.113.9"));

        Assert.Null(OperatorAddress.Read(Secret, "another token", written));
        Assert.Null(OperatorAddress.Read(new byte[32], "token", written));
        Assert.Null(OperatorAddress.Read(Secret, "token", written.Replace("203", "204", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("203.0.113.9")]
    [InlineData("203.0.113.9 abcd")]
    [InlineData("203.0.113.9 zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("nowhere 0000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_not_whole_says_nothing(string? header) => Assert.Null(OperatorAddress.Read(Secret, "token", header));
}
