using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Access;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>
/// Signs an operator in by a bearer token: the admin key of the process, an admin key that was made through the API, or, where an authority
/// is configured, a JWT of it. What cannot be looked up right now opens nothing.
/// </summary>
internal sealed class AdminAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AdminKey admin, AdminKeys keys, GatewayRuntime runtime, IOptions<AdminOptions> settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AdminKey";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authorization = Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var token = authorization[Bearer.Length..].Trim();
        if (admin.Matches(token))
        {
            return SignedIn("admin-key", AdminRole.Admin);
        }

        if (settings.Value.Jwt.Authority is not null && token.AsSpan().Count('.') == 2)
        {
            return await JwtAsync();
        }

        if (runtime.Grains is { } grains && await FindAsync(grains, token) is { } found)
        {
            return SignedIn($"key:{found.Name}", found.Role);
        }

        return AuthenticateResult.Fail("Wrong admin key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer.Trim();
        return AdminProblem.Of(
            StatusCodes.Status401Unauthorized, "Sign in", "Send an admin key as 'Authorization: Bearer …'. A subscription key does not open the admin API.")
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AdminProblem.Of(
        StatusCodes.Status403Forbidden, "Not allowed", "Your role does not allow this. Ask someone with the role admin.").ExecuteAsync(Context);

    private async Task<AuthenticateResult> JwtAsync()
    {
        var result = await Context.AuthenticateAsync(AdminJwt.SchemeName);
        return result.Principal is { } principal && AdminJwt.RoleOf(principal, settings.Value.Jwt) is { } role
            ? SignedIn(AdminJwt.NameOf(principal), role)
            : AuthenticateResult.Fail("The token is not valid here, or names no role of the gateway.");
    }

    private async Task<Contracts.Access.AdminKeyEntry?> FindAsync(IGrainFactory grains, string token)
    {
        try
        {
            return await keys.FindAsync(grains, token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Logger.AdminKeyNotLookedUp(error.GetType().Name);
            return null;
        }
    }

    private static AuthenticateResult SignedIn(string name, string role)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
