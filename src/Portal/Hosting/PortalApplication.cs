using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.FluentUI.AspNetCore.Components;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.Parts;
using Orleans.Gateway.Portal.TestConsole;
using Orleans.Gateway.Portal.Shell;
using Orleans.Gateway.Portal.SignIn;
using Orleans.Gateway.Portal.Usage;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>
/// The portal as an application of its own inside the process: its services, its routes and its sign-in know nothing of those of the gateway, and
/// none of them exists before somebody opens a page. It listens nowhere: requests under <c>/admin</c> are handed to it.
/// </summary>
public sealed class PortalApplication : IAsyncDisposable
{
    private const string Name = "Orleans.Gateway.Portal";

    /// <summary>Of a browser to its circuit, in bytes.</summary>
    private const long MostOfAMessage = 16 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;

    private PortalApplication(WebApplication app)
    {
        _app = app;
        _pipeline = Pipeline(app);
    }

    /// <summary>All that it serves, for those who look who may call what.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public static PortalApplication Create(PortalSettings settings, ILoggerFactory loggers, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = Name, ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production,
        });
        var assets = new PortalAssets(Name);
        builder.Environment.WebRootFileProvider = assets;
        builder.Environment.ContentRootFileProvider = new NullFileProvider();
        var services = builder.Services;
        services.AddSingleton<IServer, NoServer>();
        services.AddSingleton(settings);
        services.AddSingleton(assets);
        services.AddSingleton(time);
        services.AddSingleton(loggers);
        // Circuits end when the process does.
        services.AddSingleton(lifetime);
        services.AddRouting();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "gateway-portal-form";
            options.Cookie.Path = SessionCookie.Path;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddRazorComponents()
            .AddInteractiveServerComponents(options => options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1))
            // A whole document is pasted as one message.
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MostOfAMessage);
        services.AddSingleton<IDataProtectionProvider>(new SharedProtection(settings.Secret));
        var authentication = services.AddAuthentication(SessionAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        if (settings.Issuer is { } issuer)
        {
            authentication.AddIssuer(issuer);
        }

        services.AddAuthorization(options =>
        {
            options.AddPolicy(SessionAuthentication.Policy, options.DefaultPolicy);
            options.AddPolicy(SessionAuthentication.ForAdmins, policy => policy.RequireRole("admin"));
            options.FallbackPolicy = options.DefaultPolicy;
        });
        services.AddCascadingAuthenticationState();
        services.AddFluentUIComponents();
        services.AddSingleton<AdminConnection>();
        services.AddScoped<AdminClient>();
        services.AddScoped<OwnKey>();
        services.AddScoped<Dialogs>();
        services.AddScoped<Drafts>();
        return new PortalApplication(builder.Build());
    }

    /// <summary>Serves a request. The path is that of the whole process.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (services, path, pathBase, scheme) = (context.RequestServices, context.Request.Path, context.Request.PathBase, context.Request.Scheme);
        if (!path.StartsWithSegments(SessionCookie.Path, out var rest))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!rest.HasValue)
        {
            context.Response.Redirect($"{pathBase}{SessionCookie.Path}/", permanent: false);
            return;
        }

        await using var scope = _app.Services.CreateAsyncScope();
        (context.RequestServices, context.Request.PathBase, context.Request.Path) = (scope.ServiceProvider, pathBase.Add(SessionCookie.Path), rest);
        // A load balancer that ends TLS says so. Who claims it falsely only keeps their own cookies to themselves, and is sent back by no issuer.
        if (context.Request.Headers["X-Forwarded-Proto"].ToString().StartsWith("https", StringComparison.OrdinalIgnoreCase))
        {
            context.Request.Scheme = "https";
        }

        // What the gateway's own routing and sign-in have found out is not the portal's.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        context.Features.Set<IAuthenticateResultFeature>(null);
        context.Features.Set<IHttpAuthenticationFeature>(null);
        try
        {
            await _pipeline(context);
        }
        finally
        {
            (context.RequestServices, context.Request.PathBase, context.Request.Path, context.Request.Scheme) = (services, pathBase, path, scheme);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RequestDelegate Pipeline(WebApplication app)
    {
        var assets = app.Services.GetRequiredService<PortalAssets>();
        app.Use((context, next) =>
        {
            SecurityHeaders.Add(context.Response.Headers);
            return next(context);
        });
        app.Use(SmallBodies.HandleAsync);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = assets,
            OnPrepareResponse = static answer => answer.Context.Response.Headers.CacheControl =
                answer.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.UseWebSockets();
        app.Use(SocketOrigin.HandleAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        IApplicationBuilder pipeline = app;
        pipeline.UseEndpoints(routes =>
        {
            SignInEndpoints.Map(routes);
            if (app.Services.GetRequiredService<PortalSettings>().Issuer is not null)
            {
                IssuerEndpoints.Map(routes);
            }

            UsageDownload.Map(routes);
            if (app.Services.GetRequiredService<PortalSettings>().Dashboard is { } dashboard)
            {
                routes.MapGet(SessionCookie.Dashboard + "/{**page}", dashboard).RequireAuthorization(SessionAuthentication.ForAdmins);
            }

            routes.MapRazorComponents<App>()
                .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
                .RequireAuthorization(SessionAuthentication.Policy);
        });
        return pipeline.Build();
    }
}
