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

    /// <summary>A page that loads itself again, for as long as nobody can say whose session it is.</summary>
    private const string Waiting = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>One moment</title></head>
        <body><main><h1>One moment</h1><p>Your session cannot be looked up right now, as in the seconds after a node was lost. This page tries again by itself.</p></main></body></html>
        """;

    private bool _isUnknown;

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
        _isUnknown = answer.Status is 0 or 503;
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
            Response.StatusCode = _isUnknown ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        if (_isUnknown)
        {
            // Not the sign-in: the session may well be good.
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers["Refresh"] = "2";
            Response.ContentType = "text/html; charset=utf-8";
            return Response.WriteAsync(Waiting);
        }

        Response.Redirect($"{Request.PathBase}/sign-in?return={Uri.EscapeDataString($"{Request.Path.Value?.TrimStart('/')}{Request.QueryString}")}");
        return Task.CompletedTask;
    }
}
