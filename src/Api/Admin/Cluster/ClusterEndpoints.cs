using System.Reflection;
using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Admin.Cluster;

/// <summary>The silos of the cluster.</summary>
internal static class ClusterEndpoints
{
    public static void Map(AdminRoutes admin) =>
        admin.Map(new("GET", "/cluster", AdminRole.Viewer, "The silos: names, states, since when, and the version of this node"), GetAsync);

    private static async Task<IResult> GetAsync(AdminCall call)
    {
        var hosts = await call.Grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false);
        var now = call.Service<TimeProvider>().GetUtcNow();
        return Results.Json(
            new Answer(
                typeof(ClusterEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
                [
                    .. hosts.OrderBy(host => host.SiloAddress).Select(host => new SiloShown(
                        host.SiloName,
                        $"{host.SiloAddress}",
                        host.Status.ToString().ToLowerInvariant(),
                        new DateTimeOffset(host.StartTime, TimeSpan.Zero),
                        (long)Math.Max(0, (now - new DateTimeOffset(host.StartTime, TimeSpan.Zero)).TotalSeconds))),
                ]),
            AdminJson.Strict);
    }

    private sealed record Answer(string Version, IReadOnlyList<SiloShown> Silos);

    /// <param name="UptimeSeconds">By this node's clock.</param>
    private sealed record SiloShown(string Name, string Address, string Status, DateTimeOffset Started, long UptimeSeconds);
}
