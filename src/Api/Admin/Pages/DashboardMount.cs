using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Gateway.Portal.SignIn;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin.Pages;

/// <summary>
/// The Orleans Dashboard, where it is switched on. It brings routes and services of its own, which are kept in a container of their own, and asks
/// the silos through the connection of this process; that is another one after a silo has been started anew, and the container with it.
/// </summary>
internal sealed class DashboardMount(GatewayRuntime runtime, IOptions<NodeOptions> node, ILoggerFactory loggers, IConfiguration configuration) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Dashboard? _dashboard;

    /// <summary>Serves what is below <c>/orleans</c>; null where the dashboard is off.</summary>
    public RequestDelegate? Handler => node.Value.Dashboard ? (RequestDelegate)HandleAsync : null;

    public ValueTask DisposeAsync() => _dashboard?.Services.DisposeAsync() ?? default;

    private async Task HandleAsync(HttpContext context)
    {
        if (runtime.Grains is not { } grains)
        {
            await Results.Text("There is no silo yet.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            return;
        }

        // What grains keep are sealed credentials and hashes of keys: nobody's to look at, whatever their role.
        if (context.Request.Path.Value!.Contains("GrainState", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Text("The state of grains is not shown.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        var dashboard = Of(grains);
        var services = context.RequestServices;
        await using var scope = dashboard.Services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        try
        {
            await dashboard.Pipeline(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private Dashboard Of(IGrainFactory grains)
    {
        lock (_gate)
        {
            return _dashboard = _dashboard is { } present && ReferenceEquals(present.Grains, grains) ? present : Create(grains);
        }
    }

    private Dashboard Create(IGrainFactory grains)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_ => new DiagnosticListener("Orleans.Gateway.Dashboard"));
        services.AddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());
        services.AddSingleton(grains);
        services.AddRouting();
        new Client(services, configuration).AddDashboard(options => options.HideTrace = true);
        // After the dashboard, which would listen to the log otherwise.
        services.AddSingleton(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        var built = services.BuildServiceProvider();
        var pipeline = new ApplicationBuilder(built);
        pipeline.UseRouting();
        pipeline.UseEndpoints(routes => routes.MapOrleansDashboard(SessionCookie.Dashboard));
        return new Dashboard(grains, built, pipeline.Build());
    }

    private sealed record Dashboard(IGrainFactory Grains, ServiceProvider Services, RequestDelegate Pipeline);

    /// <summary>What the dashboard takes for a client of a cluster: a place to put its services.</summary>
    private sealed record Client(IServiceCollection Services, IConfiguration Configuration) : IClientBuilder;
}
