using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Silo.Access;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>
/// Signs an operator in by a bearer token: the admin key of the process, an admin key that was made through the API, or, where an authority
/// is configured, a JWT of it; by what the portal says of somebody who came from the issuer; or by a session that one of these has opened. What cannot be looked up right now opens nothing.
/// </summary>
internal sealed class AdminAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AdminKey admin, AdminKeys keys, AdminSessions sessions, SignInLink link, PersonTickets people, GatewayRuntime runtime, IOptions<AdminOptions> settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AdminKey";

    private const string Bearer = "Bearer ";
    private const string Wrong = "Wrong admin key.";

    /// <summary>The item of a request whose sender is not known, since nobody could be asked.</summary>
    private static readonly object Unlooked = new();

    private bool _isUnknown;

    /// <summary>What a refused request is answered with.</summary>
    public static int StatusOf(HttpContext context, bool isForbidden) =>
        isForbidden ? StatusCodes.Status403Forbidden
        : context.Items.ContainsKey(Unlooked) ? StatusCodes.Status503ServiceUnavailable
        : StatusCodes.Status401Unauthorized;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authorization = Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var token = authorization[Bearer.Length..].Trim();
        if (token.Length == 0)
        {
            return AuthenticateResult.Fail(Wrong);
        }

        if (admin.Matches(token) || (SignInLink.LooksRight(token) && link.Redeem(token)))
        {
            return SignedIn("admin-key", AdminRole.Admin, new Claim(AdminClaims.Opener, sessions.OpenerOfProcess));
        }

        if (PersonTickets.LooksRight(token))
        {
            return people.Open(token) is { } person
                ? SignedIn(person.Name, person.Role, new Claim(AdminClaims.Opener, sessions.OpenerOfIssuer ?? ""))
                : AuthenticateResult.Fail("The ticket is over, or no node has made it.");
        }

        if (settings.Value.Jwt.Authority is not null && token.AsSpan().Count('.') == 2)
        {
            return await JwtAsync();
        }

        return runtime.Grains is { } grains ? await LookUpAsync(grains, token) : Unknown();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isUnknown)
        {
            // Not 401: who is told that throws a key or a session away that is good.
            Response.Headers.RetryAfter = "1";
            return AdminProblem.Of(
                StatusCodes.Status503ServiceUnavailable, "Not known yet", "Whose key or session this is cannot be looked up at the moment, as in the seconds after a node was lost. Try again.")
                .ExecuteAsync(Context);
        }

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
        var roles = new RoleClaim(settings.Value.Jwt.RolesClaim, settings.Value.Jwt.Roles);
        return result.Principal is { } principal && roles.RoleOf(principal) is { } role
            ? SignedIn(TokenClaims.NameOf(principal, "jwt", "preferred_username", "name", "azp", "appid", "sub"), role)
            : AuthenticateResult.Fail("The token is not valid here, or names no role of the gateway.");
    }

    private async Task<AuthenticateResult> LookUpAsync(IGrainFactory grains, string token)
    {
        try
        {
            if (AdminSessions.LooksRight(token))
            {
                return await sessions.FindAsync(grains, token, !Request.Headers.ContainsKey(AdminSessions.BackgroundHeader)) is { } session
                    ? SignedIn(session.Name, session.Role, new Claim(AdminClaims.Session, session.Id), new Claim(AdminClaims.Expires, session.Expires.ToString("O", CultureInfo.InvariantCulture)))
                    : AuthenticateResult.Fail("The session is over.");
            }

            return await keys.FindAsync(grains, token) is { } key
                ? SignedIn($"key:{key.Name}", key.Role, new Claim(AdminClaims.Opener, key.Hash))
                : AuthenticateResult.Fail(Wrong);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Logger.AdminKeyNotLookedUp(error.GetType().Name);
            return Unknown();
        }
    }

    private AuthenticateResult Unknown()
    {
        _isUnknown = true;
        Context.Items[Unlooked] = true;
        return AuthenticateResult.Fail("It cannot be looked up.");
    }

    private static AuthenticateResult SignedIn(string name, string role, params Claim[] more)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role), .. more], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
