using System.Runtime.CompilerServices;
using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Api.Models;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Chat;

/// <summary>
/// The clients' door: finds the API whose path a request is under, asks whose key it is, and only then looks further. Whatever goes wrong is
/// OpenAI's error object.
/// </summary>
internal sealed class DataPlaneEndpoint(
    IDataPlane plane, ClientTokens tokens, ChatEndpoint chat, ModelsEndpoint models, Admission admission, Random random, TimeProvider time,
    ILogger<DataPlaneEndpoint> logger)
{
    /// <summary>
    /// Serves what is under the path of an API, and leaves the rest to the next. In front of routing, whose tables know nothing of these paths:
    /// they are data.
    /// </summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next) =>
        plane.Route(context.Request.Path.Value ?? "/") is { } route ? AnswerAsync(context, route) : next(context);

    /// <summary>Answers what nobody serves.</summary>
    public Task HandleUnknownAsync(HttpContext context) => AnswerAsync(context, null);

    private async Task AnswerAsync(HttpContext context, ApiRoute? route)
    {
        var requestId = RequestId.New(time.GetUtcNow(), random);
        context.Response.Headers["x-request-id"] = requestId;
        if (admission.IsLeaving && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            // The client's next call makes a new connection, and goes to a node that stays.
            context.Response.Headers.Connection = "close";
        }

        try
        {
            var (client, owed) = route is { } asked ? await AdmitAsync(context, asked) : (default, Unknown(context.Request));
            if (owed is null)
            {
                owed = await ServeAsync(context, route!.Value, client, requestId);
            }

            if (owed is not null && !context.Response.HasStarted)
            {
                await ErrorReply.WriteAsync(context, owed);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody is there to be told.
        }
        catch (SilosUnreachableException) when (!context.Response.HasStarted)
        {
            await ErrorReply.WriteAsync(context, FrontErrors.SilosUnreachable);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            logger.RequestFailed(failure, requestId);
            await ErrorReply.WriteAsync(context, FrontErrors.Internal);
        }
    }

    /// <summary>Who asks, or what that one is told instead. Before a byte of the body is read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(Client Client, GatewayError? Refused)> AdmitAsync(HttpContext context, ApiRoute route)
    {
        var key = ClientKey.Of(context.Request);
        if (key is null && plane.Anonymous(route.Api) is null)
        {
            return (default, FrontErrors.KeyMissing);
        }

        if (await plane.AdmitAsync(context.RequestAborted) is { } stale)
        {
            return (default, stale);
        }

        // A key that is wrong is refused also where none would do: its sender believes to be somebody.
        var (caller, claims, problem) = key is null ? (plane.Anonymous(route.Api), [], FrontErrors.KeyMissing) : await IdentifyAsync(key.Value, route.Rest == ChatEndpoint.Path, context.RequestAborted);
        return caller is null ? (default, problem) : (new(caller, claims), AccessErrors.Of(caller.Standing));
    }

    private ValueTask<GatewayError?> ServeAsync(HttpContext context, ApiRoute route, Client client, string requestId)
    {
        var request = context.Request;
        var isChat = route.Rest == ChatEndpoint.Path;
        var isList = route.Rest == ModelsEndpoint.Path;
        return !isChat && !isList && !route.Rest.StartsWith(ModelsEndpoint.Path + "/", StringComparison.Ordinal) ? new(Unknown(request))
            : IsNot(isChat ? HttpMethods.Post : HttpMethods.Get, request) is { } wrong ? new(wrong)
            : isChat ? chat.HandleAsync(context, route, client, requestId)
            : isList ? models.ListAsync(context, route, client.Caller)
            : models.GetAsync(context, route, client.Caller);
    }

    /// <summary>Whose key or token it is, or why it is nobody's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(Caller? Caller, IReadOnlyList<KeyValuePair<string, string>> Claims, GatewayError Problem)> IdentifyAsync(ReadOnlyMemory<char> sent, bool isForCall, CancellationToken cancellation)
    {
        if (!tokens.Takes(sent.Span))
        {
            return (await plane.IdentifyAsync(sent, isForCall, cancellation), [], AccessErrors.KeyWrong);
        }

        var (claims, refused) = await tokens.ReadAsync(sent.ToString());
        return refused is null ? (await plane.IdentifyByClaimsAsync(claims, cancellation), claims, TokenErrors.Unmapped) : (null, claims, refused);
    }

    private static GatewayError Unknown(HttpRequest request) => FrontErrors.Unknown(request.Method, request.Path.Value ?? "/");

    /// <summary>The error for a request of another method; null when it is the right one.</summary>
    private static GatewayError? IsNot(string method, HttpRequest request)
    {
        if (HttpMethods.Equals(request.Method, method))
        {
            return null;
        }

        request.HttpContext.Response.Headers.Allow = method;
        return FrontErrors.MethodNotAllowed(request.Method, request.Path.Value!, method);
    }
}
