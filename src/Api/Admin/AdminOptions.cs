using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Admin;

/// <summary>Who may use the admin API, and where it is. Section <c>Gateway:Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>Characters of an admin key, at least.</summary>
    internal const int LeastKey = 16;

    /// <summary>The admin key.</summary>
    /// <value>Default: generated into <c>admin.key</c> of the data directory (embedded store only). The same on all nodes. At least 16 characters.</value>
    [MinLength(LeastKey)]
    public string? Key { get; set; }

    /// <summary>Addresses of the admin API's own, several separated by <c>;</c>. It is served there and nowhere else, and nothing for clients is.</summary>
    /// <value>Default none: where everything is.</value>
    public string? Urls { get; set; }

    /// <summary>The issuer whose tokens open the admin API.</summary>
    [ValidateObjectMembers]
    public AdminJwtOptions Jwt { get; } = new();

    /// <summary>The issuer at which people sign in to the portal.</summary>
    [ValidateObjectMembers]
    public AdminOidcOptions Oidc { get; } = new();
}

/// <summary>Section <c>Gateway:Admin:Jwt</c>.</summary>
public sealed class AdminJwtOptions
{
    /// <summary>The issuer, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>.</summary>
    /// <value>Default none: no tokens are taken.</value>
    public string? Authority { get; set; }

    /// <summary>Whom the tokens are made out to: the client id of the gateway's application, or its URI.</summary>
    /// <value>No default; needed with an authority.</value>
    public string? Audience { get; set; }

    /// <summary>The claim with the roles, or the way to one that is inside another, such as <c>realm_access.roles</c>.</summary>
    /// <value>Default <c>roles</c>.</value>
    [MinLength(1)]
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The values of that claim that give a role, separated by <c>;</c>, by the role: groups of the issuer, for example.</summary>
    /// <value>Default none: the names of the roles, in any case. With any here, only these values count, in their own case.</value>
    public IReadOnlyDictionary<string, string> Roles { get; set; } = new Dictionary<string, string>();
}

[OptionsValidator]
internal sealed partial class AdminOptionsRanges : IValidateOptions<AdminOptions>;

/// <summary>Values that do not fit each other. A key that one node made up opens no other.</summary>
internal sealed class AdminOptionsRules(IOptions<NodeOptions> node) : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options) => options.Jwt switch
    {
        _ when node.Value.Store is not NodeStore.Sqlite && string.IsNullOrEmpty(options.Key) =>
            ValidateOptionsResult.Fail($"Gateway:Admin:Key is missing, and Gateway:Store={node.Value.Store} is shared by nodes that all need the same. Set it to a secret of at least 16 characters."),
        { Authority: null, Audience: null, Roles.Count: 0 } => ValidateOptionsResult.Success,
        { Authority: null } => ValidateOptionsResult.Fail("Gateway:Admin:Jwt:Audience and Gateway:Admin:Jwt:Roles have no effect without Gateway:Admin:Jwt:Authority. Set it, or none of them."),
        { Authority: { } authority } when !Uri.TryCreate(authority, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || url.IsLoopback) =>
            ValidateOptionsResult.Fail("Gateway:Admin:Jwt:Authority must be an https URL, for example https://login.microsoftonline.com/TENANT/v2.0."),
        { Audience: null or "" } => ValidateOptionsResult.Fail("Gateway:Admin:Jwt:Authority needs Gateway:Admin:Jwt:Audience: without it, tokens for any other application would be taken."),
        _ when RoleClaim.Mistake("Gateway:Admin:Jwt:Roles", options.Jwt.Roles) is { } mistake => ValidateOptionsResult.Fail(mistake),
        _ => ValidateOptionsResult.Success,
    };
}
