using Microsoft.AspNetCore.Http;

namespace Orleans.Gateway.Harness;

/// <summary>A provider that answers whole or as a stream, as it is asked, and of every ten calls fails some, each in another way.</summary>
internal static class MockFaults
{
    private static int _calls;

    public static async Task AnswerAsync(HttpContext context, MockBytes bytes, bool isFaulty)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isStream = body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"stream\":true"u8) >= 0;
        var fault = isFaulty ? Interlocked.Increment(ref _calls) % 20 : -1;
        switch (fault)
        {
            case 0:
                await FailAsync(context, 500, "{\"error\":{\"message\":\"Something broke.\",\"type\":\"server_error\"}}");
                return;
            case 1:
                context.Response.Headers["retry-after-ms"] = "1";
                await FailAsync(context, 429, "{\"error\":{\"message\":\"Slow down.\",\"type\":\"rate_limit_error\"}}");
                return;
            case 2:
                context.Abort();
                return;
            case 3:
                await FailAsync(context, 200, "{\"choices\":[");
                return;
        }

        context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
        if (!isStream)
        {
            await context.Response.BodyWriter.WriteAsync(bytes.Answer, context.RequestAborted);
            return;
        }

        for (var i = 0; i < Mock.Chunks; i++)
        {
            await context.Response.BodyWriter.WriteAsync(bytes.Chunk, context.RequestAborted);
            if (fault == 4 && i == Mock.Chunks / 2)
            {
                // A connection that is reset takes with it what was not read yet.
                await Task.Delay(Mock.Pace, TimeProvider.System, context.RequestAborted);
                context.Abort();
                return;
            }
        }

        await context.Response.BodyWriter.WriteAsync(bytes.End, context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
