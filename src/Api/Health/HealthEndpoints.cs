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

        // Ready: a configuration is in force, the first call will not wait for anything to load, and the process is not about to stop. A node that
        // is out of touch with the others serves on: taken out, it would help nobody, and a store that is down would take out all of them.
        routes.MapGet("/health/ready", static (IDataPlane plane, Admission admission) =>
            plane.IsReady && !admission.IsLeaving ? Results.Text(plane.IsDegraded ? "degraded" : "ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
    }
}
