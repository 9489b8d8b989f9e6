using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Audit;
using Orleans.Gateway.Api.Admin.Backends;
using Orleans.Gateway.Api.Admin.Description;
using Orleans.Gateway.Api.Admin.Pages;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Api.Health;
using Orleans.Gateway.Api.Models;
using Orleans.Gateway.Api.Telemetry;
using Orleans.Gateway.Api.Transport;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Front;
using Orleans.Gateway.Silo.Hosting;
using Orleans.Gateway.Silo.Stopping;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Puts the process together: HTTP in front, and beside it everything that <c>AddGatewaySilo</c> or <c>AddGatewayClient</c> brings.</summary>
public static class GatewayApplication
{
    /// <exception cref="Contracts.Errors.DefinitionRejectedException">All mistakes of the document.</exception>
    /// <exception cref="StartRefusedException">The settings do not allow it.</exception>
    public static WebApplication Build(params string[] args) =>
        CommandLine.Read(args, out var commandLine) is null ? Build(commandLine) : throw new StartRefusedException("The arguments cannot be read.");

    internal static WebApplication Build(CommandLine commandLine)
    {
        var builder = Begin(commandLine);
        builder.Logging.AddGatewayLogging(builder.Configuration);
        SettingNames.Check(builder.Configuration, KnownSettings.Sections);
        var node = AddServer(builder);
        if (node.Role is NodeRole.Api)
        {
            builder.Services.AddGatewayClient();
        }
        else
        {
            var isEmbedded = node.Store is NodeStore.Sqlite && ListenRules.AreLoopback(Urls(builder));
            builder.Services.AddGatewaySilo(StartDocument.Read(DocumentPath(commandLine, builder.Configuration), isEmbedded));
        }

        AddFront(builder);
        AddDrain(builder);
        builder.AddGatewayTelemetry();
        return Map(builder.Build());
    }

    /// <summary>The document that a start would read; null when none was named.</summary>
    internal static string? DocumentPath(CommandLine commandLine) => DocumentPath(commandLine, Begin(commandLine).Configuration);

    private static string? DocumentPath(CommandLine commandLine, ConfigurationManager configuration) =>
        commandLine.Config ?? configuration["Gateway:Config"] ?? Environment.GetEnvironmentVariable("GATEWAY_CONFIG");

    private static WebApplicationBuilder Begin(CommandLine commandLine)
    {
        // Nothing is watched or searched for in the current directory, which may be anywhere.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(GatewayApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddCommandLine([.. commandLine.Settings]);
        return builder;
    }

    private static NodeOptions AddServer(WebApplicationBuilder builder)
    {
        var urls = Urls(builder);
        builder.WebHost.UseUrls(urls);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, TransportMemoryFactory>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // As they are at the start: addresses that come later would be listened on at once.
            kestrel.Configure(builder.Configuration.GetSection("Kestrel"), reloadOnChange: false);
            kestrel.AddServerHeader = false;
            // The endpoints count for themselves, so that what is too large gets an answer in the client's own format.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // A body that dribbles is refused with 408; see BodyTooSlow.
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.MaxConcurrentConnections = kestrel.ApplicationServices.GetRequiredService<IOptions<FrontOptions>>().Value.MaxConnections;
        });

        var gateway = builder.Configuration.GetSection(NodeOptions.Section).Get<NodeOptions>() ?? new NodeOptions();
        var admin = builder.Configuration.GetSection("Gateway:Admin").Get<AdminOptions>() ?? new AdminOptions();
        var all = admin.Urls is { Length: > 0 } own ? $"{urls};{own}" : urls;
        builder.WebHost.UseUrls(all);
        if ((ListenRules.Bypass(builder.Configuration) ?? ListenRules.Overlap(urls, admin.Urls) ?? ListenRules.Problem(all, gateway, admin)) is { } problem)
        {
            throw new StartRefusedException(problem);
        }

        return gateway;
    }

    private static string Urls(WebApplicationBuilder builder) =>
        builder.Configuration["urls"] is { Length: > 0 } configured ? configured : ListenRules.Default;

    private static void AddDrain(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => new Intake(provider.GetRequiredService<IOptions<FrontOptions>>().Value.MaxConcurrentCalls));
        // Where nothing but this machine can come in, there is no load balancer to wait for.
        builder.Services.AddDrain(ListenRules.AreLoopback(Urls(builder)) ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
    }

    private static void AddFront(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ClientJwtOptions>().BindConfiguration(ClientJwtOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClientJwtOptions>, ClientJwtOptionsRules>());
        services.AddSingleton<ClientTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<ClientTokens>());
        services.AddOptions<FrontOptions>().BindConfiguration("Gateway:Front").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FrontOptions>, FrontOptionsRanges>());
        services.AddOptions<AdminOptions>().BindConfiguration("Gateway:Admin").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdminOptions>, AdminOptionsRanges>());

        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<Admission>();
        services.AddSingleton<ChatEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<DataPlaneEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdminOptions>, AdminOptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdminOptions>, AdminOidcRules>());
        services.AddSingleton<AdminKey>();
        services.AddSingleton<AdminSessions>();
        services.AddSingleton<SignInLink>();
        services.AddSingleton<PersonTickets>();
        services.AddSingleton<PortalSecret>();
        services.AddSingleton<DashboardMount>();
        services.AddSingleton<PortalMount>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<ProbeLimit>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalRecorder>();
        services.AddHostedService<Banner>();
        // The core alone: nothing here signs cookies, so nothing needs a ring of keys. And no scheme for all: an only one would be tried
        // on every request, those with a subscription key included.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", true);
        services.AddAuthenticationCore(schemes => schemes.AddScheme<AdminAuthentication>(AdminAuthentication.SchemeName, null));
        services.AddTransient<AdminAuthentication>();
        services.AddWebEncoders();
        if (builder.Configuration.GetSection("Gateway:Admin:Jwt").Get<AdminJwtOptions>() is { Authority.Length: > 0 } jwt)
        {
            services.AddAdminJwt(jwt);
        }

        // Whoever adds an endpoint and forgets to say who may use it has made one for admins only.
        AdminRole.AddPolicies(services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(AdminAuthentication.SchemeName).RequireRole(AdminRole.Admin).Build()));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.WriteIndented = false;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.AddProblemDetails();
    }

    private static WebApplication Map(WebApplication app)
    {
        if (TrustedProxies.Of(app.Services.GetRequiredService<IOptions<FrontOptions>>().Value.TrustedProxies) is { } proxies)
        {
            app.UseForwardedHeaders(proxies);
        }

        // The clients' door has its own key, asked for before anything else; what is under no API's path goes on to the operators' side.
        var plane = app.Services.GetRequiredService<DataPlaneEndpoint>();
        if (!string.IsNullOrEmpty(app.Services.GetRequiredService<IOptions<AdminOptions>>().Value.Urls))
        {
            app.Use(ActivatorUtilities.CreateInstance<AdminAddress>(app.Services).HandleAsync);
        }

        app.Use(plane.HandleAsync);
        app.Use(OperatorTrace.HandleAsync);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        app.MapAdmin();
        app.MapAdminDescription();
        // The portal asks who it is by itself, page by page.
        app.MapFallback(PortalMount.Path + "/{**page}", (RequestDelegate)(context => context.RequestServices.GetRequiredService<PortalMount>().HandleAsync(context))).AllowAnonymous();
        app.MapFallback("{**path}", (RequestDelegate)plane.HandleUnknownAsync).AllowAnonymous();
        return app;
    }
}
