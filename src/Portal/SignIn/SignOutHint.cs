using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>
/// The ID token with which somebody came, sealed, in a cookie that is sent to nothing but the way out: an issuer that sees it again knows whose session
/// ends, and does not ask. Okta ends none without it.
/// </summary>
internal static class SignOutHint
{
    /// <summary>In characters. What is longer is not kept: proxies take headers of 4 KB, and it comes as a cookie here and as a part of an address there.</summary>
    public const int MaxLength = 2_048;

    private const string Name = "gateway-portal-hint";

    public static void Keep(HttpContext context, string? idToken)
    {
        if (idToken?.Length is not (> 0 and <= MaxLength))
        {
            context.Response.Cookies.Delete(Name, Options(context.Request));
            return;
        }

        context.Response.Cookies.Append(Name, Protector(context).Protect(idToken), Options(context.Request));
    }

    /// <summary>Null when there is none, or somebody has made it up.</summary>
    public static string? Take(HttpContext context)
    {
        context.Response.Cookies.Delete(Name, Options(context.Request));
        try
        {
            return context.Request.Cookies[Name] is { Length: > 0 } kept ? Protector(context).Unprotect(kept) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector Protector(HttpContext context) => context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(Name);

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = SessionCookie.Path + IssuerEndpoints.OutPath,
        IsEssential = true,
    };
}
