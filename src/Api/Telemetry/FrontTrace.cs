using System.Diagnostics;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Telemetry;

/// <summary>The span of a chat request at the door: it continues the client's trace, and the relay's spans continue it, in whichever process.</summary>
internal static class FrontTrace
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>In characters, of every version there is.</summary>
    private const int ParentLength = 55;

    private static readonly ActivitySource Source = new("Orleans.Gateway");

    /// <summary>Null where nobody listens.</summary>
    public static Activity? Begin(HttpRequest request, ApiRoute route, string requestId)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // The server's own activity is in no trace that is exported: a child of it would be an orphan.
        Activity.Current = null;
        ActivityContext.TryParse(ParentOf(request), StateOf(request), isRemote: true, out var parent);
        return Source.StartActivity($"POST {route.Api}/chat/completions", ActivityKind.Server, parent)?
            .SetTag("http.request.method", request.Method)
            .SetTag("http.route", "/chat/completions")
            .SetTag("gateway.api", route.Api)
            .SetTag("gateway.request.id", requestId);
    }

    public static void End(Activity? span, int status)
    {
        if (span is not null)
        {
            span.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }

            span.Dispose();
        }
    }

    /// <summary>What the client says of its trace; null when nothing of use.</summary>
    public static string? ParentOf(HttpRequest request) => request.Headers[Parent].ToString() is { Length: ParentLength } parent ? parent : null;

    public static string? StateOf(HttpRequest request) => request.Headers[State].ToString() is { Length: > 0 and <= 512 } state ? state : null;
}
