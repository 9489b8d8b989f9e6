using System.Buffers;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>What .NET costs at least: Kestrel and a <see cref="SocketsHttpHandler"/>, and nothing in between that looks at what passes.</summary>
internal static class BarePassThrough
{
    public const string Word = "bare";

    public static async Task RunAsync(int port, string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.MapAllocations();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });
        app.MapPost("/{**path}", context => PassAsync(context, client, upstream));
        Mock.EndWithParent();
        await app.RunAsync();
    }

    private static async Task PassAsync(HttpContext context, HttpMessageInvoker client, string upstream)
    {
        var body = await ReadAsync(context);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{upstream}{context.Request.Path}") { Content = new ReadOnlyMemoryContent(body.AsMemory(0, (int)context.Request.ContentLength!)) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
            using var response = await client.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength = response.Content.Headers.ContentLength;
            await CopyAsync(await response.Content.ReadAsStreamAsync(context.RequestAborted), context);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var length = (int)context.Request.ContentLength!;
        var body = ArrayPool<byte>.Shared.Rent(length);
        await context.Request.Body.ReadExactlyAsync(body.AsMemory(0, length), context.RequestAborted);
        return body;
    }

    private static async Task CopyAsync(Stream answer, HttpContext context)
    {
        var writer = context.Response.BodyWriter;
        while (await answer.ReadAsync(writer.GetMemory(4096), context.RequestAborted) is var count and > 0)
        {
            writer.Advance(count);
            await writer.FlushAsync(context.RequestAborted);
        }
    }
}
