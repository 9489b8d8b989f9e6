using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Api.Telemetry;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Chat;

/// <summary><c>POST {path}/chat/completions</c>: reads the body into pooled memory and hands the call over.</summary>
internal sealed class ChatEndpoint(IDataPlane plane, Admission admission, IOptions<FrontOptions> options, TimeProvider time)
{
    public const string Path = "/chat/completions";

    public ValueTask<GatewayError?> HandleAsync(HttpContext context, ApiRoute route, Client client, string requestId)
    {
        var arrived = time.GetTimestamp();
        var span = FrontTrace.Begin(context.Request, route, requestId);
        return span is null ? TakeAsync(context, route, client, requestId, arrived, null) : TracedAsync(context, route, client, requestId, arrived, span);
    }

    private async ValueTask<GatewayError?> TracedAsync(HttpContext context, ApiRoute route, Client client, string requestId, long arrived, Activity span)
    {
        GatewayError? owed = null;
        try
        {
            return owed = await TakeAsync(context, route, client, requestId, arrived, span);
        }
        finally
        {
            FrontTrace.End(span, owed?.Status ?? context.Response.StatusCode);
        }
    }

    private ValueTask<GatewayError?> TakeAsync(HttpContext context, ApiRoute route, Client client, string requestId, long arrived, Activity? span)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new(FrontErrors.Encoded(encoding));
        }

        // What nearly all send needs no parser.
        if (request.ContentType is not "application/json" && !request.HasJsonContentType())
        {
            return new(FrontErrors.NotJson(request.ContentType));
        }

        return admission.TryEnter() ? RelayAsync(context, route, client, requestId, arrived, span)
            : new(admission.IsRefusing ? FrontErrors.ShuttingDown : FrontErrors.Overloaded);
    }

    /// <summary>The call was let in, and has to be let out.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GatewayError?> RelayAsync(HttpContext context, ApiRoute route, Client client, string requestId, long arrived, Activity? span)
    {
        try
        {
            var read = await ReadAsync(context);
            if (read.Refused is { } refusal)
            {
                return refusal;
            }

            GatewayError? owed;
            try
            {
                owed = await plane.RelayAsync(Call(context, route, client, requestId, read.Body.Memory, span), new HttpReply(context, time, arrived));
            }
            catch
            {
                // A call that was cut off by an exception may still be read by whoever serves it.
                read.Body.Forget();
                throw;
            }

            read.Body.Dispose();
            if (owed is not null && !context.Response.HasStarted)
            {
                HttpReply.WriteTime(context.Response, time.GetElapsedTime(arrived));
            }

            return owed;
        }
        finally
        {
            admission.Exit();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BodyReading> ReadAsync(HttpContext context)
    {
        try
        {
            return await RequestBodyReader.ReadAsync(context.Request, options.Value.MaxRequestBytes, admission, context.RequestAborted);
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return new(default, FrontErrors.BodyTooSlow);
        }
        catch (IOException)
        {
            return new(default, FrontErrors.BodyBroken);
        }
    }

    private ChatCall Call(HttpContext context, in ApiRoute route, Client client, string requestId, ReadOnlyMemory<byte> body, Activity? span)
    {
        var request = context.Request;
        return new ChatCall
        {
            Api = route.Api,
            Subscription = client.Caller.Subscription,
            KeyPlace = client.Caller.KeyPlace,
            KeyHash = client.Caller.KeyHash,
            RequestId = requestId,
            PathModel = route.PathModel is { } named ? Uri.UnescapeDataString(named) : null,
            Body = body,
            AnthropicBeta = request.Headers["anthropic-beta"].ToString() is { Length: > 0 } beta ? beta : null,
            ClientAddress = context.Connection.RemoteIpAddress?.ToString(),
            CountedHeaders = Counted(request.Headers, plane.CountedHeaders),
            CountedClaims = CountedClaims.Of(client.Claims, plane.CountedClaims),
            CacheControl = request.Headers.CacheControl.ToString() is { Length: > 0 } control ? control : null,
            TraceParent = span?.Id ?? FrontTrace.ParentOf(request),
            TraceState = span is null ? FrontTrace.StateOf(request) : span.TraceStateString,
        };
    }

    private static KeyValuePair<string, string>[] Counted(IHeaderDictionary headers, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var counted = new List<KeyValuePair<string, string>>(names.Count);
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values))
            {
                counted.Add(new(name, values.ToString()));
            }
        }

        return [.. counted];
    }
}
