using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The relay as a front end without a silo has it: hands a call to a silo and brings the frames that come back to the client.</summary>
public sealed class RemoteRelay(GrainSource source, RemoteCalls calls, TimeProvider time, ILogger<RemoteRelay> logger)
{
    private readonly RelaySlots _slots = new(time);
    private long _last;

    /// <summary>Relays the call. Returns the error that the client is still owed; null when the reply is complete, or broken off, or nobody waits for it.</summary>
    /// <exception cref="SilosUnreachableException">No silo has taken the call, or it is not known whether one has; the client has been sent nothing.</exception>
    /// <exception cref="OperationCanceledException">The client left before the first frame.</exception>
    public async ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply)
    {
        // A frame proves that the body has been sent, and before the first one every way out is an exception: the caller keeps the body then.
        using var open = calls.Open(reply);
        var (remote, first) = await BeginAsync(call, reply, open).ConfigureAwait(false);
        using var _ = remote;
        var delivery = new FrameDelivery(reply, time);
        try
        {
            return await delivery.DeliverAsync(first, remote.NextAsync).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (!reply.HangUp.IsCancellationRequested)
            {
                if (open.IsEnded)
                {
                    await delivery.BreakOffAsync(Failures.ShuttingDown).ConfigureAwait(false);
                }
                else
                {
                    logger.SiloLost(call.RequestId, error.GetType().Name);
                    await delivery.BreakOffAsync().ConfigureAwait(false);
                }
            }

            return null;
        }
    }

    /// <summary>The reply, and the first frame of it.</summary>
    private async ValueTask<(RemoteReply Remote, ReplyFrame First)> BeginAsync(ChatCall call, Reply reply, RemoteCall open)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (source.Current is not { } grains)
            {
                throw new SilosUnreachableException();
            }

            var remote = new RemoteReply(attempt == 1 ? _slots.Next(grains) : _slots.Fresh(grains), Interlocked.Increment(ref _last), open.Token);
            try
            {
                return await remote.BeginAsync(call).ConfigureAwait(false) is { IsLost: false } first ? (remote, first) : throw new SilosUnreachableException();
            }
            catch (Exception error)
            {
                remote.Dispose();
                if (error is CallNotTakenException && attempt < RemoteTiming.Draws)
                {
                    // That silo is about to stop. The next grain is placed anew, on any of them.
                }
                else if (error is OrleansMessageRejectionException && attempt < RemoteTiming.Tries && time.GetElapsedTime(started) < RemoteTiming.TryWithin)
                {
                    // Nobody has read the call: that, and nothing else, may be tried again blindly.
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 200)), time, open.Token).ConfigureAwait(false);
                }
                else if (reply.HangUp.IsCancellationRequested)
                {
                    throw error as OperationCanceledException ?? new OperationCanceledException(reply.HangUp);
                }
                else
                {
                    logger.HandOverFailed(call.RequestId, attempt, error.GetType().Name);
                    throw error as SilosUnreachableException ?? new SilosUnreachableException(error);
                }
            }
        }
    }
}
