using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>
/// A socket comes with the cookies of whoever looks at a page, whose page it may be, and no rule of browsers keeps another site from reading it. They do
/// say from where it is opened, and let no page say otherwise; nor can a page send the header of a proxy.
/// </summary>
internal static class SocketOrigin
{
    public static Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.WebSockets.IsWebSocketRequest || IsOwn(context.Request, context.RequestServices.GetRequiredService<PortalSettings>().Issuer?.PublicUrl))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsOwn(HttpRequest request, Uri? publicUrl)
    {
        if (!Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) || origin.Scheme is not ("https" or "http"))
        {
            return false;
        }

        string?[] hosts = [request.Host.Value, request.Headers["X-Forwarded-Host"].ToString().Split(',')[0].Trim()];
        return IsSame(origin, publicUrl) || ((origin.Scheme is "https" || !request.IsHttps) && hosts.Any(host => IsAt(origin, host)));
    }

    // Where TLS ends before the gateway, and nobody says so, the scheme that is seen here is not the browser's: the host has to be that of the page, and its port.
    private static bool IsAt(Uri origin, string? host) => host is { Length: > 0 } && Uri.TryCreate($"{origin.Scheme}://{host}", UriKind.Absolute, out var here) && IsSame(origin, here);

    private static bool IsSame(Uri origin, Uri? here) =>
        here is not null && Uri.Compare(origin, here, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
