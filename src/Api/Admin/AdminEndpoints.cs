using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Aliases;
using Orleans.Gateway.Api.Admin.Audit;
using Orleans.Gateway.Api.Admin.Backends;
using Orleans.Gateway.Api.Admin.Cluster;
using Orleans.Gateway.Api.Admin.Config;
using Orleans.Gateway.Api.Admin.Definitions;
using Orleans.Gateway.Api.Admin.Keys;
using Orleans.Gateway.Api.Admin.Limits;
using Orleans.Gateway.Api.Admin.Overview;
using Orleans.Gateway.Api.Admin.Requests;
using Orleans.Gateway.Api.Admin.Safety;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Api.Admin.Subscriptions;
using Orleans.Gateway.Api.Admin.Usage;

namespace Orleans.Gateway.Api.Admin;

/// <summary>The operators' door, under <c>/admin/v1</c>: JSON in the shapes of the document, Problem Details for errors.</summary>
internal static class AdminEndpoints
{
    public const string Root = "/admin/v1";

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = new AdminRoutes(routes, "");
        DefinitionEndpoints.Map(admin);
        AliasEndpoints.Map(admin.Tagged("Aliases"));
        RolloutEndpoints.Map(admin.Tagged("Aliases"));
        BackendEndpoints.Map(admin.Tagged("Backends"));
        SafetyEndpoints.MapApis(admin.Tagged("APIs"));
        SafetyEndpoints.MapProducts(admin.Tagged("Products"));
        UrlEndpoints.Map(admin.Tagged("Backends"));
        SubscriptionEndpoints.Map(admin.Tagged("Subscriptions"));
        ConfigEndpoints.Map(admin.Tagged("Configuration"));
        KeyEndpoints.Map(admin.Tagged("Admin keys"));
        SessionEndpoints.Map(admin.Tagged("Sessions"));
        AuditEndpoints.Map(admin.Tagged("Audit"));
        OverviewEndpoints.Map(admin.Tagged("Cluster"));
        ClusterEndpoints.Map(admin.Tagged("Cluster"));
        RequestEndpoints.Map(admin.Tagged("Requests"));
        UsageEndpoints.Map(admin.Tagged("Usage"));
        LimitEndpoints.Map(admin.Tagged("Usage"));

        // With a pattern of its own: the default one leaves names with a dot to the clients' door.
        routes.MapFallback(Root + "/{**path}", (RequestDelegate)(context => AdminProblem.NotFound("such resource").ExecuteAsync(context)))
            .RequireAuthorization(AdminRole.Policy(AdminRole.Viewer));
    }
}
