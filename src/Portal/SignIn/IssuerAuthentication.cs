using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>
/// The authorization code flow with PKCE. What it has to remember until the person comes back is in cookies and in the state, sealed under the secret of
/// all nodes: any of them can go on with what another one began.
/// </summary>
internal static class IssuerAuthentication
{
    public const string SchemeName = "PortalIssuer";

    /// <summary>Where the issuer sends people back, below the portal.</summary>
    public const string Callback = "/signin-oidc";

    /// <summary>How much the clocks of issuer and gateway may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>How long the issuer may take to answer the gateway.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddIssuer(this AuthenticationBuilder authentication, Issuer issuer)
    {
        authentication.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        authentication.AddRemoteScheme<OpenIdConnectOptions, SilentHandler>(SchemeName, issuer.Name, options => Configure(options, issuer));
    }

    private static void Configure(OpenIdConnectOptions options, Issuer issuer)
    {
        options.Authority = issuer.Authority.AbsoluteUri;
        options.ClientId = issuer.ClientId;
        options.ClientSecret = issuer.ClientSecret;
        // Plain HTTP is for an issuer on the same machine.
        options.RequireHttpsMetadata = !issuer.Authority.IsLoopback;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // With a form, which another site would send, no cookie of ours would come along over plain HTTP.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        // For the sign-out; nothing else keeps them.
        options.SaveTokens = true;
        options.Scope.Clear();
        foreach (var scope in issuer.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.CallbackPath = Callback;
        // Signing out is the portal's own.
        options.RemoteSignOutPath = default;
        options.SignedOutCallbackPath = default;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.BackchannelTimeout = Patience;
        options.TokenValidationParameters.ValidAlgorithms = ["RS256"];
        options.TokenValidationParameters.ClockSkew = ClockSkew;
        foreach (var (cookie, name) in ((CookieBuilder, string)[])[(options.CorrelationCookie, "gateway-portal-step."), (options.NonceCookie, "gateway-portal-nonce.")])
        {
            cookie.Name = name;
            // The issuer's redirect is the top of the window, so they come along; strict ones would not.
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.Events.OnRedirectToIdentityProvider = context =>
        {
            if (issuer.PublicUrl is { } own)
            {
                context.ProtocolMessage.RedirectUri = new Uri(own, SessionCookie.Path + Callback).AbsoluteUri;
            }

            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = IssuerEndpoints.EnterAsync;
        options.Events.OnRemoteFailure = IssuerEndpoints.FailAsync;
    }

    /// <summary>The framework's own, without its log, which repeats what issuers and browsers have said. What went wrong, <see cref="Log"/> says.</summary>
    private sealed class SilentHandler(IOptionsMonitor<OpenIdConnectOptions> options, HtmlEncoder html, UrlEncoder url)
        : OpenIdConnectHandler(options, NullLoggerFactory.Instance, html, url);
}
