using System.Security.Claims;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>What the claims of a token that is valid say of an operator.</summary>
internal static class TokenClaims
{
    private const int MostOfAName = 100;

    /// <summary>The first of the claims that people, applications and issuers put names in, behind the kind of sign-in: no token can pass for a key.</summary>
    public static string NameOf(ClaimsPrincipal principal, string kind, params ReadOnlySpan<string> claims)
    {
        foreach (var claim in claims)
        {
            if (principal.FindFirst(claim)?.Value is { Length: > 0 } name)
            {
                return $"{kind}:{(name.Length <= MostOfAName ? name : name[..MostOfAName])}";
            }
        }

        return $"{kind}:unnamed";
    }
}
