using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Cost;

/// <summary>A provider that does as little as possible: answers that were made beforehand, at a pace that the path names.</summary>
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

    /// <summary>Where to ask how many calls of the last two kinds are open.</summary>
    public const string Open = "open";

    public const int Chunks = 200;
    public const int LongChunks = 100_000;
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private const string Head = "\"id\":\"chatcmpl-000000000000000000000000\",\"created\":1700000000,\"model\":\"mock\"";

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        $"{{{Head},\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"{new string('x', 250)}\",\"refusal\":null}},\"logprobs\":null,\"finish_reason\":\"stop\"}}],\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":60,\"total_tokens\":560}}}}");

    private static readonly byte[] Chunk = Event($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\" word word\"}},\"finish_reason\":null}}]}}");

    private static readonly byte[] End =
    [
        .. Event($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}"),
        .. Event($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":400,\"total_tokens\":900}}}}"),
        .. Event("[DONE]"),
    ];

    private static int _open;

    /// <summary>The length of one chunk on the wire, in bytes.</summary>
    public static int ChunkBytes => Chunk.Length;

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        app.MapGet("/", () => "mock");
        app.MapPost($"/{Whole}/chat/completions", AnswerAsync);
        app.MapPost($"/{Paced}/chat/completions", context => StreamAsync(context, Chunks, Pace));
        app.MapPost($"/{Burst}/chat/completions", context => StreamAsync(context, Chunks, null));
        app.MapPost($"/{Long}/chat/completions", context => StreamAsync(context, LongChunks, null));
        app.MapPost($"/{Idle}/chat/completions", context => UntilLeftAsync(context, Timeout.InfiniteTimeSpan));
        app.MapPost($"/{Endless}/chat/completions", context => UntilLeftAsync(context, null));
        app.MapGet($"/{Open}", () => Volatile.Read(ref _open).ToString(CultureInfo.InvariantCulture));
        await app.RunAsync();
    }

    private static async Task UntilLeftAsync(HttpContext context, TimeSpan? pause)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "text/event-stream";
            // Writing to a caller that has left does not throw, and is over at once: a thousand such loops would keep the threads by which they
            // could learn of it. So each gives way, and looks.
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if ((await context.Response.BodyWriter.WriteAsync(Chunk, context.RequestAborted)).IsCompleted)
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

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        await context.Response.BodyWriter.WriteAsync(Answer, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, int chunks, TimeSpan? pace)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        using var timer = pace is { } every ? new PeriodicTimer(every) : null;
        for (var i = 0; i < chunks; i++)
        {
            if (timer is not null)
            {
                await timer.WaitForNextTickAsync(context.RequestAborted);
            }

            await context.Response.BodyWriter.WriteAsync(Chunk, context.RequestAborted);
        }

        await context.Response.BodyWriter.WriteAsync(End, context.RequestAborted);
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
