using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Admin;

/// <summary>The issuer at which people sign in to the portal. Section <c>Gateway:Admin:Oidc</c>; the same on all nodes with HTTP.</summary>
public sealed class AdminOidcOptions
{
    /// <summary>The issuer, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>.</summary>
    /// <value>Default none: people sign in with keys.</value>
    public string? Authority { get; set; }

    /// <summary>What the issuer calls the gateway.</summary>
    /// <value>No default; needed with an authority.</value>
    public string? ClientId { get; set; }

    /// <summary>What the gateway proves to the issuer with that it is the gateway.</summary>
    /// <value>Default none: a public client, which PKCE alone protects.</value>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for, separated by blanks.</summary>
    /// <value>Default <c>openid profile</c>.</value>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>The claim of the ID token with the roles, or the way to one that is inside another, such as <c>realm_access.roles</c>.</summary>
    /// <value>Default <c>roles</c>.</value>
    [MinLength(1)]
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The values of that claim that give a role, separated by <c>;</c>, by the role: groups of the issuer, for example.</summary>
    /// <value>Default none: the names of the roles, in any case. With any here, only these values count, in their own case.</value>
    public IReadOnlyDictionary<string, string> Roles { get; set; } = new Dictionary<string, string>();

    /// <summary>The issuer in front of people: <c>Sign in with …</c>.</summary>
    /// <value>Default: the host of the authority.</value>
    [MinLength(1), MaxLength(60)]
    public string? DisplayName { get; set; }

    /// <summary>Where browsers reach the portal, for example <c>https://gateway.example.com</c>.</summary>
    /// <value>Default: what the request says.</value>
    public string? PublicUrl { get; set; }

    /// <summary>When a session is over that was opened this way, however busy it is.</summary>
    /// <value>Default 8 hours, which is also the most; at least 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:05:00", "08:00:00")]
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromHours(8);

    /// <summary>The scopes one by one.</summary>
    public IReadOnlyList<string> AllScopes() => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Values that do not fit each other.</summary>
internal sealed class AdminOidcRules : IValidateOptions<AdminOptions>
{
    private const string Section = "Gateway:Admin:Oidc";

    public ValidateOptionsResult Validate(string? name, AdminOptions options) => Problem(options.Oidc) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;

    private static string? Problem(AdminOidcOptions oidc) => oidc switch
    {
        { Authority: null or "", ClientId: null or "", ClientSecret: null or "", PublicUrl: null or "", Roles.Count: 0 } => null,
        { Authority: null or "" } => $"{Section}:Authority is missing: without it, nothing else of {Section} has an effect. Set it, or none of them.",
        _ when !Uri.TryCreate(oidc.Authority, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) =>
            $"{Section}:Authority must be an https URL, for example https://login.microsoftonline.com/TENANT/v2.0.",
        { ClientId: null or "" } => $"{Section}:ClientId is missing: {Section}:Authority needs the id that the issuer has given the gateway.",
        _ when !oidc.AllScopes().Contains("openid") => $"{Section}:Scopes must have 'openid' in it, for example 'openid profile': without it, the issuer does not say who somebody is.",
        { PublicUrl: { Length: > 0 } own } when !(Uri.TryCreate(own, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.PathAndQuery is "/") =>
            $"{Section}:PublicUrl must be the address of the portal's host and nothing more, for example https://gateway.example.com.",
        _ => RoleClaim.Mistake($"{Section}:Roles", oidc.Roles),
    };
}
