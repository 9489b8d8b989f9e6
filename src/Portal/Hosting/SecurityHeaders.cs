using Microsoft.AspNetCore.Http;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>What browsers may do with a page: run the portal's own scripts, talk to where it came from, and be shown in no frame.</summary>
internal static class SecurityHeaders
{
    // Styles may be inline: the components place themselves so. Scripts may not. The Orleans Dashboard has a font in its style sheet.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; " +
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Add(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
    }
}
