using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.Hosting;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>
/// The way out. The cookie goes in any case. Where the session could not be ended at the gateway, whoever has copied it could go on, so that is said, and
/// the page has the session, sealed, to try again: what is sealed ends it and opens nothing.
/// </summary>
internal static class SignOut
{
    /// <summary>Where a page goes whose session is over.</summary>
    public const string Over = "sign-in?out=1";

    /// <summary>Where a page goes whose session could not be ended.</summary>
    public const string Unended = "sign-in?out=unended";

    private const string NotEnded =
        "You have signed out in this browser, but your session could not be ended at the gateway, which did not answer. Try again in a moment; an admin can end it under Settings, Sessions.";

    /// <summary>Whether nobody can go on with the session.</summary>
    public static bool IsOver(AdminAnswer answer) => answer.IsSuccess || answer.Status is 401 or 404;

    public static RazorComponentResult<SignInPage> Show(HttpContext context)
    {
        var token = SessionCookie.Read(context.Request);
        SessionCookie.Forget(context);
        // The forms of the page are for whoever comes next.
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return context.Request.Query["out"] == "unended" && token is not null
            ? SignInEndpoints.Page("./", NotEnded, StatusCodes.Status200OK, unended: Seal(context).Protect(token))
            : SignInEndpoints.Page("./", null, note: "You have signed out.");
    }

    public static async Task<IResult> TryAgainAsync(HttpContext context, AdminConnection admin, string unended)
    {
        string token;
        try
        {
            token = Seal(context).Unprotect(unended);
        }
        catch (CryptographicException)
        {
            return SignInEndpoints.Page("./", "This page was open for too long. Try once more.");
        }

        var answer = await admin.SendAsync(token, new AdminRequest(HttpMethod.Delete, "session") { From = context.Connection.RemoteIpAddress }, context.RequestAborted);
        return IsOver(answer)
            ? SignInEndpoints.Page("./", null, note: context.RequestServices.GetRequiredService<PortalSettings>().Issuer is { } issuer ? $"You have signed out. At {issuer.Name}, you may still be signed in." : "You have signed out.")
            : SignInEndpoints.Page("./", NotEnded, StatusCodes.Status503ServiceUnavailable, unended: unended);
    }

    private static IDataProtector Seal(HttpContext context) => context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("session to end");
}
