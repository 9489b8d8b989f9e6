using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Health;

/// <summary>For load balancers: no key, no detail.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Alive: the process answers. Depends on nothing, so that no outage elsewhere restarts it.
        routes.MapGet("/health/live", static () => Results.Text("live")).AllowAnonymous();

        // Ready: a configuration is in force, the first call will not wait for anything to load, and the process is not about to stop.
        routes.MapGet("/health/ready", static (IDataPlane plane, Admission admission) =>
            plane.IsReady && !admission.IsLeaving ? Results.Text("ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
    }
}
