using System.Security.Claims;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>The OpenID Connect issuer at which people may sign in. No record: nothing may print its secret.</summary>
public sealed class Issuer
{
    /// <summary>What the names of people begin with who have signed in there, before a colon.</summary>
    public const string Kind = "oidc";

    public required Uri Authority { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null: a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What people know it by.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The claim of the ID token with the roles, for those who have none.</summary>
    public required string RolesClaim { get; init; }

    /// <summary>What that claim has to say; empty: values that nobody is told who has none of them.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Where browsers reach the portal; null: where they say.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A bearer token with which the admin API opens a session for somebody whose ID token is valid, or refuses to, by their role.</summary>
    public required Func<ClaimsPrincipal, string> Ticket { get; init; }
}
