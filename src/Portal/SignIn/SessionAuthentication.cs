using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>Asks the admin API whose session the cookie is. Once for a page and once for its circuit; after that every call of the API asks by itself.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AdminConnection admin)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "PortalSession";

    /// <summary>The policy of pages: somebody has signed in. What they may do, the admin API decides.</summary>
    public const string Policy = "portal:signed-in";

    /// <summary>The policy of what no operator and no viewer may see, and what the admin API does not decide.</summary>
    public const string ForAdmins = "portal:admins";

    /// <summary>The claim with the token. It stays on the server.</summary>
    public const string Token = "portal:token";

    /// <summary>The claim with where the browser is.</summary>
    private const string Address = "portal:address";

    public static IPAddress? AddressOf(ClaimsPrincipal user) => IPAddress.TryParse(user.FindFirstValue(Address), out var address) ? address : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var answer = await admin.SendAsync(token, new AdminRequest(HttpMethod.Get, "session") { From = Context.Connection.RemoteIpAddress }, Context.RequestAborted);
        return answer.Body is { } who && answer.IsSuccess
            ? AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(
                    [new(ClaimTypes.Name, $"{who["name"]}"), new(ClaimTypes.Role, $"{who["role"]}"), new(Token, token), new(Address, $"{Context.Connection.RemoteIpAddress}")], SchemeName)),
                SchemeName))
            : AuthenticateResult.Fail("The session is over, or the admin API did not answer.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Headers.Upgrade.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        Response.Redirect($"{Request.PathBase}/sign-in?return={Uri.EscapeDataString($"{Request.Path.Value?.TrimStart('/')}{Request.QueryString}")}");
        return Task.CompletedTask;
    }
}
