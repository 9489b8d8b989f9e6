using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Api.Chat;

/// <summary>The client's HTTP response as the relay writes it: straight into its pipe.</summary>
/// <param name="arrived">When the request arrived, as a time stamp of <paramref name="time"/>.</param>
internal sealed class HttpReply(HttpContext context, TimeProvider time, long arrived) : Reply
{
    public override CancellationToken HangUp { get; } = context.RequestAborted;

    public override IBufferWriter<byte> Body => context.Response.BodyWriter;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        try
        {
            var result = await context.Response.BodyWriter.FlushAsync(cancellation);
            return !result.IsCompleted && !result.IsCanceled && !context.RequestAborted.IsCancellationRequested;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>From the arrival of a request to the head of its answer.</summary>
    public static void WriteTime(HttpResponse response, TimeSpan took) =>
        response.Headers["openai-processing-ms"] = ((long)took.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    public override void Abort() => context.Abort();

    protected override void OnBegin(ReplyHead head)
    {
        var response = context.Response;
        response.StatusCode = head.Status;
        response.ContentType = head.ContentType;
        response.ContentLength = head.ContentLength;
        for (var i = 0; i < head.Headers.Count; i++)
        {
            response.Headers[head.Headers[i].Key] = head.Headers[i].Value;
        }

        WriteTime(response, time.GetElapsedTime(arrived));
        if (head.ContentLength is null)
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        }
    }
}
