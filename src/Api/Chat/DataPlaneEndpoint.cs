using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Api.Models;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Chat;

/// <summary>
/// Every request that is not the gateway's own: finds the API whose path it is under, asks whose key it is, and only then looks further. Whatever
/// goes wrong is OpenAI's error object.
/// </summary>
internal sealed class DataPlaneEndpoint(IDataPlane plane, ChatEndpoint chat, ModelsEndpoint models, ILogger<DataPlaneEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        var requestId = RequestId.New();
        context.Response.Headers["x-request-id"] = requestId;
        try
        {
            if (await ServeAsync(context, requestId) is { } error && !context.Response.HasStarted)
            {
                await ErrorReply.WriteAsync(context, error);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody is there to be told.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            logger.RequestFailed(failure, requestId);
            await ErrorReply.WriteAsync(context, FrontErrors.Internal);
        }
    }

    private async ValueTask<GatewayError?> ServeAsync(HttpContext context, string requestId)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        if (plane.Route(path) is not { } route)
        {
            return FrontErrors.Unknown(request.Method, path);
        }

        if (ClientKey.Of(request) is not { } key)
        {
            return FrontErrors.KeyMissing;
        }

        if (await plane.IdentifyAsync(key, context.RequestAborted) is not { } caller)
        {
            return FrontErrors.KeyWrong;
        }

        return route.Rest switch
        {
            ChatEndpoint.Path => await Only(HttpMethods.Post, request, () => chat.HandleAsync(context, route, caller, requestId)),
            ModelsEndpoint.Path => await Only(HttpMethods.Get, request, () => models.ListAsync(context, route, caller)),
            _ when route.Rest.StartsWith(ModelsEndpoint.Path + "/", StringComparison.Ordinal) =>
                await Only(HttpMethods.Get, request, () => models.GetAsync(context, route, caller)),
            _ => FrontErrors.Unknown(request.Method, path),
        };
    }

    private static async ValueTask<GatewayError?> Only(string method, HttpRequest request, Func<ValueTask<GatewayError?>> serve)
    {
        if (HttpMethods.Equals(request.Method, method))
        {
            return await serve();
        }

        request.HttpContext.Response.Headers.Allow = method;
        return FrontErrors.MethodNotAllowed(request.Method, request.Path.Value!, method);
    }
}
