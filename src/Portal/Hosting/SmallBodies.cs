using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.Gateway.Portal.Hosting;

/// <summary>
/// Forms are read before anybody is known: a key, and a token that is 200 characters long. The process has no limit of its own, since the calls of
/// clients count for themselves. What circuits send is no body: it comes by the socket, which has its own limit.
/// </summary>
internal static class SmallBodies
{
    private const int MostBytes = 64 * 1024;

    private static readonly FormOptions Form = new()
    {
        BufferBodyLengthLimit = MostBytes,
        MultipartBodyLengthLimit = MostBytes,
        ValueLengthLimit = MostBytes,
        KeyLengthLimit = 256,
        ValueCountLimit = 64,
    };

    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength > MostBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostBytes;
        }

        context.Features.Set<IFormFeature>(new FormFeature(context.Request, Form));
        try
        {
            await next(context);
        }
        catch (Exception error) when (error is IOException or InvalidDataException && context.Request.HasFormContentType && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(context, (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(status is StatusCodes.Status413PayloadTooLarge
            ? $"A form of the portal has {MostBytes} bytes at most.\n"
            : "This form cannot be read.\n");
    }
}
