using System.Data.Common;
using System.Net.Sockets;
using Orleans.Gateway.Api.Admin.Audit;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin;

/// <summary>What all endpoints of the admin API have in common: no silo, no answer; mistakes become problems; and no success without its audit record.</summary>
internal static class AdminHandler
{
    public static RequestDelegate Of(AdminOperation operation, Func<AdminCall, Task<IResult>> handler) => async context =>
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<GatewayRuntime>().Grains is not { } grains)
        {
            await AdminProblem.NoSilo.ExecuteAsync(context);
            return;
        }

        var call = new AdminCall(context, grains);
        var result = await RunAsync(operation, handler, call);
        if (operation.IsAudited)
        {
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
            if (!await services.GetRequiredService<AuditLog>().WriteAsync(context, operation, call.Trail, call.Reason, status))
            {
                context.Response.Headers.Remove("ETag");
                result = status < StatusCodes.Status400BadRequest ? AdminProblem.NotRecorded : result;
            }
        }

        await result.ExecuteAsync(context);
    };

    private static async Task<IResult> RunAsync(AdminOperation operation, Func<AdminCall, Task<IResult>> handler, AdminCall call)
    {
        try
        {
            return await handler(call);
        }
        catch (DefinitionRejectedException rejected)
        {
            return AdminProblem.Invalid(rejected.Mistakes);
        }
        catch (BodyTooLargeException large)
        {
            return AdminProblem.TooLarge(large.Limit);
        }
        catch (Exception) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads it, but the record says that it was tried.
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (BadHttpRequestException body)
        {
            return AdminProblem.BadBody(body.StatusCode);
        }
        catch (Exception error) when (IsOutOfReach(error) || call.Service<GatewayRuntime>().Grains != call.Grains)
        {
            // A store that is down, a silo that died: what exactly is for the log, since messages of stores name hosts.
            call.Service<ILogger<AuditLog>>().AdminCallFailed(operation.Action, error.GetType().Name);
            return AdminProblem.StoreUnavailable;
        }
        catch (Exception error)
        {
            var id = call.Context.TraceIdentifier;
            call.Service<ILogger<AuditLog>>().AdminCallBroke(error, operation.Action, id);
            return AdminProblem.Broken(id);
        }
    }

    // What a store throws comes out of a grain as a failure of Orleans. An end of waiting is none of the caller's, who is looked at before.
    private static bool IsOutOfReach(Exception error) =>
        error is OrleansException or TimeoutException or OperationCanceledException or ObjectDisposedException or IOException or SocketException or HttpRequestException or DbException;
}
