using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Admin;

/// <summary>Maps endpoints, none without the policy of a role.</summary>
internal sealed class AdminRoutes(IEndpointRouteBuilder routes, string tag)
{
    public void Map(AdminOperation operation, Func<AdminCall, Task<IResult>> handler)
    {
        var described = operation with { Tag = tag };
        routes.MapMethods(AdminEndpoints.Root + operation.Pattern, [operation.Method], AdminHandler.Of(described, handler))
            .RequireAuthorization(AdminRole.Policy(operation.Role))
            .WithMetadata(described);
    }

    public AdminRoutes Tagged(string other) => new(routes, other);
}
