using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.Hosting;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>The way in through an issuer, and back from it.</summary>
internal static partial class IssuerEndpoints
{
    /// <summary>A link leads here and not a form: what a form is redirected to, the content security policy would have to know.</summary>
    public const string Path = "/sign-in/oidc";

    public const string OutPath = Path + "/out";

    /// <summary>Where the issuer sends people back who have signed out there, below the portal.</summary>
    public const string LeftPath = "/signed-out";

    /// <summary>How long somebody who signs out waits for the issuer.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, BeginAsync).AllowAnonymous();
        routes.MapGet(OutPath, (Delegate)LeaveAsync).AllowAnonymous();
        routes.MapGet(LeftPath, (Func<HttpContext, IResult>)Left).AllowAnonymous();
    }

    /// <summary>Where the issuer ends its own session; null when it does not say, or cannot be asked right now.</summary>
    private static async Task<string?> SignOutAddressAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<PortalSettings>().Issuer is not { } issuer)
        {
            return null;
        }

        try
        {
            var manager = services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(IssuerAuthentication.SchemeName).ConfigurationManager!;
            var found = await manager.GetConfigurationAsync(context.RequestAborted).WaitAsync(Short, services.GetRequiredService<TimeProvider>(), context.RequestAborted);
            return found.EndSessionEndpoint is { Length: > 0 } address ? Leaving(context, issuer, address) : null;
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log(services).IssuerUnreachable(error.GetType().Name);
            return null;
        }
    }

    /// <summary>Somebody has come back, and their ID token is valid.</summary>
    public static Task EnterAsync(TicketReceivedContext ticket)
    {
        ticket.HandleResponse();
        var context = ticket.HttpContext;
        return AnswerAsync(context, context.RequestServices.GetRequiredService<PortalSettings>().Issuer!, ticket);
    }

    /// <summary>Somebody has come back without one, or with one that is not valid.</summary>
    public static Task FailAsync(RemoteFailureContext failure)
    {
        failure.HandleResponse();
        var context = failure.HttpContext;
        var issuer = context.RequestServices.GetRequiredService<PortalSettings>().Issuer!;
        var code = failure.Failure?.Data["error"] as string is { } text && ErrorCode().IsMatch(text) ? text : "none";
        Log(context.RequestServices).IssuerSignInFailed(failure.Failure?.GetType().Name ?? "unknown", code);
        var target = SignInEndpoints.Target(failure.Properties?.RedirectUri);
        var (sentence, status) = failure switch
        {
            _ when context.Request.Query["error"] == "access_denied" => ($"{issuer.Name} says that access was refused or given up there.", StatusCodes.Status403Forbidden),
            { Failure: AuthenticationFailureException, Properties: null } or { Failure.Message: "Correlation failed." } =>
                ("This sign-in took too long, or was begun in another browser. Try once more.", StatusCodes.Status400BadRequest),
            { Failure: HttpRequestException or TaskCanceledException or TimeoutException } => (Unreachable(issuer), StatusCodes.Status503ServiceUnavailable),
            _ => ($"What {issuer.Name} answered is not valid here. Try once more; the log of the gateway says what was wrong.", StatusCodes.Status400BadRequest),
        };
        return SignInEndpoints.Page(target, sentence, status).ExecuteAsync(context);
    }

    private static async Task AnswerAsync(HttpContext context, Issuer issuer, TicketReceivedContext ticket)
    {
        var target = SignInEndpoints.Target(ticket.ReturnUri);
        var (token, problem) = await SignInEndpoints.BeginAsync(context.RequestServices.GetRequiredService<AdminConnection>(), issuer.Ticket(ticket.Principal!), context);
        SignOutHint.Keep(context, token is null ? null : ticket.Properties?.GetTokenValue(OpenIdConnectParameterNames.IdToken));
        var answer = token is not null ? SignInEndpoints.Enter(context, token, target)
            : problem?.Status is StatusCodes.Status403Forbidden ? new RazorComponentResult<NoRolePage>(new { Issuer = issuer, Target = target }) { StatusCode = StatusCodes.Status403Forbidden }
            : (IResult)SignInEndpoints.Page(target, problem?.Sentence ?? "No session could be opened.", StatusCodes.Status503ServiceUnavailable);
        await answer.ExecuteAsync(context);
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var target = SignInEndpoints.Target(context.Request.Query["return"]);
        try
        {
            await context.ChallengeAsync(IssuerAuthentication.SchemeName, new AuthenticationProperties { RedirectUri = target });
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            Log(services).IssuerUnreachable(error.GetType().Name);
            await SignInEndpoints.Page(target, Unreachable(services.GetRequiredService<PortalSettings>().Issuer!), StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    }

    private static string Leaving(HttpContext context, Issuer issuer, string address)
    {
        var request = context.Request;
        var back = issuer.PublicUrl is { } own ? new Uri(own, SessionCookie.Path + LeftPath).AbsoluteUri : $"{request.Scheme}://{request.Host}{request.PathBase}{LeftPath}";
        return new OpenIdConnectMessage { IssuerAddress = address, ClientId = issuer.ClientId, PostLogoutRedirectUri = back, IdTokenHint = SignOutHint.Take(context) }.CreateLogoutRequestUrl();
    }

    /// <summary>The session here has been ended; now that of the issuer, which would open the next one without asking.</summary>
    private static async Task<IResult> LeaveAsync(HttpContext context)
    {
        SessionCookie.Forget(context);
        return await SignOutAddressAsync(context) is { } address
            ? Results.Redirect(address)
            : SignInEndpoints.Page("./", null, note: $"You have signed out here, but maybe not at {Name(context)}: it has no sign-out, or cannot be reached at the moment.");
    }

    private static RazorComponentResult<SignInPage> Left(HttpContext context) => SignInEndpoints.Page("./", null, note: $"You have signed out, here and at {Name(context)}.");

    private static string Name(HttpContext context) => context.RequestServices.GetRequiredService<PortalSettings>().Issuer!.Name;

    private static string Unreachable(Issuer issuer) => $"{issuer.Name} cannot be reached by the gateway at the moment. Sign in with an admin key, or try again later.";

    private static ILogger Log(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IssuerEndpoints).FullName!);

    // The codes of RFC 6749 and its relatives, and nothing that an issuer or a browser could make up.
    [GeneratedRegex("^[a-z_]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorCode();
}
