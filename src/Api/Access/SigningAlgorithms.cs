using Microsoft.IdentityModel.Tokens;

namespace Orleans.Gateway.Api.Access;

/// <summary>Which signatures are taken: those of a private key, by an algorithm that fits the key. Never none, and never a secret that both sides know.</summary>
internal static class SigningAlgorithms
{
    /// <summary>Of an RSA key, in bits: RFC 7518 allows no shorter one.</summary>
    private const int LeastRsa = 2048;

    /// <param name="algorithm">As the token names it.</param>
    /// <param name="key">The issuer's.</param>
    /// <param name="declared">What the issuer says that the key is for; null or empty: nothing.</param>
    public static bool Fit(string? algorithm, SecurityKey key, string? declared) =>
        (string.IsNullOrEmpty(declared) || declared == algorithm) && algorithm switch
        {
            "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" => key is RsaSecurityKey && key.KeySize >= LeastRsa,
            "ES256" => key is ECDsaSecurityKey && key.KeySize == 256,
            "ES384" => key is ECDsaSecurityKey && key.KeySize == 384,
            "ES512" => key is ECDsaSecurityKey && key.KeySize == 521,
            _ => false,
        };
}
