using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Harness;

/// <summary>A provider that does as little as possible: answers that were made beforehand, of a format and at a pace that the path names.</summary>
internal static class Mock
{
    public const string Whole = "whole";

    /// <summary><see cref="Chunks"/> chunks, one every <see cref="Pace"/>.</summary>
    public const string Paced = "paced";

    /// <summary><see cref="Chunks"/> chunks, as fast as they are taken.</summary>
    public const string Burst = "burst";

    /// <summary><see cref="LongChunks"/> chunks, as fast as they are taken.</summary>
    public const string Long = "long";

    /// <summary>One chunk, and then nothing until the caller leaves.</summary>
    public const string Idle = "idle";

    /// <summary>Chunks as fast as they are taken, until the caller leaves.</summary>
    public const string Endless = "endless";

    /// <summary>Whole or as a stream, as it is asked.</summary>
    public const string Either = "either";

    /// <summary>The same, with faults: see <see cref="MockFaults"/>.</summary>
    public const string Faulty = "faulty";

    /// <summary>Where to ask how many calls of the last two kinds are open.</summary>
    public const string Open = "open";

    public const int Chunks = 200;
    public const int LongChunks = 100_000;
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <summary>Connections wait for each other's turns.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromHours(1);

    private static int _open;

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.KeepAliveTimeout = KeepAlive);
        var app = builder.Build();
        app.MapGet("/", () => "mock");
        Map(app, "chat/completions", MockBytes.OpenAi);
        Map(app, "v1/messages", MockBytes.Anthropic);
        app.MapGet($"/{Open}", () => Volatile.Read(ref _open).ToString(CultureInfo.InvariantCulture));
        EndWithParent();
        await app.RunAsync();
    }

    /// <summary>Whoever has started this process holds its input open, and is gone when that ends.</summary>
    public static void EndWithParent() => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[16];
        while (input.Read(buffer) > 0)
        {
        }

        Environment.Exit(0);
    }) { IsBackground = true }.Start();

    private static void Map(IEndpointRouteBuilder app, string path, MockBytes bytes)
    {
        app.MapPost($"/{Whole}/{path}", context => AnswerAsync(context, bytes.Answer));
        app.MapPost($"/{Paced}/{path}", context => StreamAsync(context, bytes, Chunks, Pace));
        app.MapPost($"/{Burst}/{path}", context => StreamAsync(context, bytes, Chunks, null));
        app.MapPost($"/{Long}/{path}", context => StreamAsync(context, bytes, LongChunks, null));
        app.MapPost($"/{Idle}/{path}", context => UntilLeftAsync(context, bytes, Timeout.InfiniteTimeSpan));
        app.MapPost($"/{Either}/{path}", context => MockFaults.AnswerAsync(context, bytes, isFaulty: false));
        app.MapPost($"/{Faulty}/{path}", context => MockFaults.AnswerAsync(context, bytes, isFaulty: true));
        app.MapPost($"/{Endless}/{path}", context => UntilLeftAsync(context, bytes, null));
    }

    private static async Task UntilLeftAsync(HttpContext context, MockBytes bytes, TimeSpan? pause)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "text/event-stream";
            await BeginAsync(context, bytes);
            // Writing to a caller that has left does not throw, and is over at once: a thousand such loops would keep the threads by which they
            // could learn of it. So each gives way, and looks.
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if ((await context.Response.BodyWriter.WriteAsync(bytes.Chunk, context.RequestAborted)).IsCompleted)
                {
                    break;
                }

                await Task.Yield();
                if (pause is { } wait)
                {
                    await Task.Delay(wait, TimeProvider.System, context.RequestAborted);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has left.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, MockBytes bytes, int chunks, TimeSpan? pace)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        using var timer = pace is { } every ? new PeriodicTimer(every) : null;
        await BeginAsync(context, bytes);
        for (var i = 0; i < chunks; i++)
        {
            if (timer is not null)
            {
                await timer.WaitForNextTickAsync(context.RequestAborted);
            }

            await context.Response.BodyWriter.WriteAsync(bytes.Chunk, context.RequestAborted);
        }

        await context.Response.BodyWriter.WriteAsync(bytes.End, context.RequestAborted);
    }

    private static async ValueTask BeginAsync(HttpContext context, MockBytes bytes)
    {
        if (bytes.Begin.Length > 0)
        {
            await context.Response.BodyWriter.WriteAsync(bytes.Begin, context.RequestAborted);
        }
    }
}
