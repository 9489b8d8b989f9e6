using System.Diagnostics;

namespace Orleans.Gateway.Api.Telemetry;

/// <summary>Gives every request of an operator the id that its problems name: that of the caller's own trace, if there is one.</summary>
internal static class OperatorTrace
{
    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        using var span = Begin(context.Request);
        await next(context);
    }

    // The server's own are off, since every call of a client would pay for one.
    private static Activity? Begin(HttpRequest request)
    {
        if (Activity.Current is not null)
        {
            return null;
        }

        var span = new Activity("operator");
        if (FrontTrace.ParentOf(request) is { } parent)
        {
            span.SetParentId(parent);
        }

        return span.Start();
    }
}
