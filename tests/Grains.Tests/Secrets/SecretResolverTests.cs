using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public class SecretResolverTests
{
    private readonly SecretSealer _sealer = new(MasterKey.Generate());
    private readonly FakeReferences _references = new()
    {
        Variables = { ["KEY"] = "k-1", ["EMPTY"] = "", ["TRICK"] = "${env:KEY}" },
        Files = { ["/run/secrets/key"] = "f-1\r\n", ["/blank"] = "\n" },
    };

    [Theory]
    [InlineData("${env:KEY}", "k-1")]
    [InlineData("Bearer ${env:KEY}", "Bearer k-1")]
    [InlineData("${file:/run/secrets/key}", "f-1")] // the line break at the end is no part of it
    [InlineData("${env:KEY}.${file:/run/secrets/key}", "k-1.f-1")]
    [InlineData("$${x} ${env:KEY} $", "${x} k-1 $")]
    [InlineData("${env:TRICK}", "${env:KEY}")] // what a reference leads to is taken as it is
    public void A_reference_is_followed(string reference, string expected) =>
        Assert.Equal(expected, Resolver.Resolve(new Secret(reference, null, null), "backend:b", "f"));

    [Theory]
    [InlineData("${env:NONE}", "the environment variable NONE is not set")]
    [InlineData("${env:EMPTY}", "the environment variable EMPTY is empty")]
    [InlineData("${file:/none}", "the file /none does not exist")]
    [InlineData("${file:/blank}", "the file /blank is empty")]
    [InlineData("${keyvault:https://x}", "names no secret of a key vault")]
    public void A_reference_that_leads_nowhere_is_named_with_its_owner(string reference, string expected)
    {
        var error = Assert.Throws<SecretUnavailableException>(() => Resolver.Resolve(new Secret(reference, null, null), "backend:b", "headers.x"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("backend:b headers.x: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sealed_secret_is_opened() =>
        Assert.Equal("s", Resolver.Resolve(_sealer.Seal("s", "backend:b", "f"), "backend:b", "f"));

    private SecretResolver Resolver => Resolvers.Of(_sealer, _references);
}
