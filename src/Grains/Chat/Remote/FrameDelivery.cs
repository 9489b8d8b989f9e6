using System.Buffers;
using System.Net;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>Brings the frames of one reply to the client. Used once.</summary>
internal sealed class FrameDelivery(Reply reply, TimeProvider time)
{
    private static readonly GatewayError Lost = new(
        (int)HttpStatusCode.BadGateway, "A part of the gateway was lost while it relayed this answer, which is not complete. Send the request again.", "api_error")
    {
        Code = "stream_truncated",
    };

    private bool _endsEvent = true;

    /// <summary>Returns the error that the client is owed; null when the reply is complete, or the client has left.</summary>
    /// <param name="next">Gets another one, until the last was there.</param>
    /// <exception cref="ReplyLostException">The rest will not come.</exception>
    public async ValueTask<GatewayError?> DeliverAsync(ReplyFrame frame, Func<ValueTask<ReplyFrame>> next)
    {
        while (true)
        {
            if (frame.IsLost)
            {
                throw new ReplyLostException("The frames of a reply ended before its end.");
            }

            if (frame.Head is { } head)
            {
                reply.Begin(head);
            }

            if (frame.Body is { IsEmpty: false, Span: var bytes })
            {
                reply.Body.Write(bytes);
                _endsEvent = bytes.EndsWith("\n\n"u8);
            }

            if ((frame.Head is not null || !frame.Body.IsEmpty) && !await FlushAsync().ConfigureAwait(false))
            {
                return null;
            }

            if (frame.IsLast)
            {
                return frame.Owed;
            }

            frame = await next().ConfigureAwait(false);
        }
    }

    /// <summary>The rest will not come. A stream says so, where an event can be put; anything else is cut.</summary>
    /// <param name="error">What the client is told; null: a part of the gateway was lost.</param>
    public async ValueTask BreakOffAsync(GatewayError? error = null)
    {
        if (reply.IsStream && _endsEvent)
        {
            InBand.Write(reply.Body, error ?? Lost);
            await reply.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            reply.Abort();
        }
    }

    /// <summary>False: nothing will reach the client any more.</summary>
    private async ValueTask<bool> FlushAsync()
    {
        var flushing = reply.FlushAsync(reply.HangUp);
        if (flushing.IsCompletedSuccessfully)
        {
            return flushing.Result;
        }

        try
        {
            return await flushing.AsTask().WaitAsync(RemoteTiming.Stall, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            reply.Abort();
            return false;
        }
    }
}
