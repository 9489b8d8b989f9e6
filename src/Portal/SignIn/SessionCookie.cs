using Microsoft.AspNetCore.Http;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>
/// The token of a session of the admin API, in a cookie that no script can read and that no other site can send. Nothing else is in it, so every node
/// can serve it, and it opens nothing once the session is over, whatever the browser keeps.
/// </summary>
public static class SessionCookie
{
    /// <summary>Where the portal is, and the only place to which the cookie is sent.</summary>
    public const string Path = "/admin";

    /// <summary>Below <see cref="Path"/>, since the cookie is sent nowhere else.</summary>
    public const string Dashboard = "/orleans";

    private const string Name = "gateway-portal";

    internal static string? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } token ? token : null;

    internal static void Write(HttpContext context, string token) => context.Response.Cookies.Append(Name, token, Options(context.Request));

    internal static void Forget(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context.Request));

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = Path,
        IsEssential = true,
    };
}
