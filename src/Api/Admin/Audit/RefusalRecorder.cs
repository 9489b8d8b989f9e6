using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Admin.Audit;

/// <summary>Records what was tried through the admin API and not allowed, and then answers as always.</summary>
internal sealed class RefusalRecorder(AuditLog log) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // A screen whose session is over asks on and on, and a stranger who only reads has not been told anything.
        var isToBeRecorded = authorizeResult.Forbidden || (!authorizeResult.Succeeded && !HttpMethods.IsGet(context.Request.Method));
        if (isToBeRecorded && context.GetEndpoint()?.Metadata.GetMetadata<AdminOperation>() is { } operation && log.MayRecordRefusal(context.User))
        {
            await log.WriteAsync(context, operation, new AuditTrail(), reason: null, AdminAuthentication.StatusOf(context, authorizeResult.Forbidden));
        }

        await _default.HandleAsync(next, context, policy, authorizeResult);
    }
}
