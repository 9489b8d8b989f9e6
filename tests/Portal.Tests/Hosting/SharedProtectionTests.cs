using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Orleans.Gateway.Portal.Hosting;

namespace Orleans.Gateway.Portal.Tests.Hosting;

public sealed class SharedProtectionTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void What_one_node_protects_another_one_opens()
    {
        var sealedText = new SharedProtection(Secret).CreateProtector("a").CreateProtector("b").Protect("text");

        Assert.Equal("text", new SharedProtection(Secret).CreateProtector("a").CreateProtector("b").Unprotect(sealedText));
    }

    [Fact]
    public void Another_purpose_another_secret_and_a_changed_byte_open_nothing()
    {
        var protector = new SharedProtection(Secret).CreateProtector("a");
        var bytes = protector.Protect([1, 2, 3]);

        Assert.ThrowsAny<CryptographicException>(() => new SharedProtection(Secret).CreateProtector("b").Unprotect(bytes));
        Assert.ThrowsAny<CryptographicException>(() => new SharedProtection(RandomNumberGenerator.GetBytes(32)).CreateProtector("a").Unprotect(bytes));
        bytes[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(bytes));
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect([1]));
    }
}
