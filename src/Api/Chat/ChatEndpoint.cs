using System.Diagnostics;
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

    /// <param name="claims">Of the client's token; none when it came with a key.</param>
    public async ValueTask<GatewayError?> HandleAsync(
        HttpContext context, ApiRoute route, Caller caller, IReadOnlyList<KeyValuePair<string, string>> claims, string requestId)
    {
        var arrived = time.GetTimestamp();
        var span = FrontTrace.Begin(context.Request, route, requestId);
        GatewayError? owed = null;
        try
        {
            return owed = await TakeAsync(context, route, caller, claims, requestId, arrived, span);
        }
        finally
        {
            FrontTrace.End(span, owed?.Status ?? context.Response.StatusCode);
        }
    }

    private async ValueTask<GatewayError?> TakeAsync(
        HttpContext context, ApiRoute route, Caller caller, IReadOnlyList<KeyValuePair<string, string>> claims, string requestId, long arrived, Activity? span)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return FrontErrors.Encoded(encoding);
        }

        if (!request.HasJsonContentType())
        {
            return FrontErrors.NotJson(request.ContentType);
        }

        if (!admission.TryEnter())
        {
            return admission.IsRefusing ? FrontErrors.ShuttingDown : FrontErrors.Overloaded;
        }

        try
        {
            return await RelayAsync(context, route, caller, claims, requestId, arrived, span);
        }
        finally
        {
            admission.Exit();
        }
    }

    private async ValueTask<GatewayError?> RelayAsync(
        HttpContext context, ApiRoute route, Caller caller, IReadOnlyList<KeyValuePair<string, string>> claims, string requestId, long arrived, Activity? span)
    {
        var request = context.Request;
        BodyReading read;
        try
        {
            read = await RequestBodyReader.ReadAsync(request, options.Value.MaxRequestBytes, admission, context.RequestAborted);
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return FrontErrors.BodyTooSlow;
        }
        catch (IOException)
        {
            return FrontErrors.BodyBroken;
        }

        if (read.Refused is { } refusal)
        {
            return refusal;
        }

        var body = read.Body;
        var call = new ChatCall
        {
            Api = route.Api,
            Subscription = caller.Subscription,
            KeyPlace = caller.KeyPlace,
            RequestId = requestId,
            PathModel = route.PathModel is { } named ? Uri.UnescapeDataString(named) : null,
            Body = body.Memory,
            AnthropicBeta = request.Headers["anthropic-beta"].ToString() is { Length: > 0 } beta ? beta : null,
            ClientAddress = context.Connection.RemoteIpAddress?.ToString(),
            CountedHeaders = Counted(request.Headers, plane.CountedHeaders),
            CountedClaims = CountedClaims.Of(claims, plane.CountedClaims),
            CacheControl = request.Headers.CacheControl.ToString() is { Length: > 0 } control ? control : null,
            TraceParent = span?.Id ?? FrontTrace.ParentOf(request),
            TraceState = span is null ? FrontTrace.StateOf(request) : span.TraceStateString,
        };
        GatewayError? owed;
        try
        {
            owed = await plane.RelayAsync(call, new HttpReply(context, time, arrived));
        }
        catch
        {
            // A call that was cut off by an exception may still be read by whoever serves it.
            body.Forget();
            throw;
        }

        body.Dispose();
        return owed;
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
