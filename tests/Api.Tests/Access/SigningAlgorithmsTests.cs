using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Orleans.Gateway.Api.Access;

namespace Orleans.Gateway.Api.Tests.Access;

public sealed class SigningAlgorithmsTests
{
    private static readonly string[] All = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "none", "NONE", "", "rs256", "EdDSA"];

    [Theory]
    [InlineData("rsa 2048", "RS256 RS384 RS512 PS256 PS384 PS512")]
    [InlineData("rsa 3072", "RS256 RS384 RS512 PS256 PS384 PS512")]
    [InlineData("rsa 1024", "")]
    [InlineData("P-256", "ES256")]
    [InlineData("P-384", "ES384")]
    [InlineData("P-521", "ES512")]
    [InlineData("secret", "")]
    public void An_algorithm_is_taken_that_fits_the_key(string key, string taken)
    {
        using var rsa = RSA.Create(key.StartsWith("rsa", StringComparison.Ordinal) ? int.Parse(key[4..], null) : 2048);
        using var curve = ECDsa.Create(key switch { "P-384" => ECCurve.NamedCurves.nistP384, "P-521" => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 });
        SecurityKey of = key[0] switch { 'r' => new RsaSecurityKey(rsa), 'P' => new ECDsaSecurityKey(curve), _ => new SymmetricSecurityKey(new byte[64]) };

        Assert.Equal(taken, string.Join(' ', All.Where(algorithm => SigningAlgorithms.Fit(algorithm, of, null))));
        Assert.Equal(taken, string.Join(' ', All.Where(algorithm => SigningAlgorithms.Fit(algorithm, of, algorithm))));
        Assert.False(SigningAlgorithms.Fit(null, of, null));
    }

    [Theory]
    [InlineData("RS256", "RS256")]
    [InlineData("PS512", "PS512")]
    [InlineData("ES256", "")]
    [InlineData("RSA-OAEP", "")]
    public void A_key_whose_issuer_says_what_it_is_for_is_for_that_alone(string declared, string taken)
    {
        using var rsa = RSA.Create(2048);

        Assert.Equal(taken, string.Join(' ', All.Where(algorithm => SigningAlgorithms.Fit(algorithm, new RsaSecurityKey(rsa), declared))));
    }
}
