using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The relay as a front end without a silo has it: hands a call to a silo and brings the frames that come back to the client.</summary>
public sealed class RemoteRelay(GrainSource source, RemoteCalls calls, TimeProvider time, ILogger<RemoteRelay> logger)
{
    /// <summary>How many frames may come at once: with their size, what a slow client makes this process hold.</summary>
    private const int Batch = 4;

    private readonly RelaySlots _slots = new(time);

    /// <summary>Relays the call. Returns the error that the client is still owed; null when the reply is complete, or broken off, or nobody waits for it.</summary>
    /// <exception cref="SilosUnreachableException">No silo has taken the call, or it is not known whether one has; the client has been sent nothing.</exception>
    /// <exception cref="OperationCanceledException">The client left before the first frame.</exception>
    public async ValueTask<GatewayError?> RelayAsync(ChatCall call, Reply reply)
    {
        // A frame proves that the body has been sent, and before the first one every way out is an exception: the caller keeps the body then.
        using var open = calls.Open(reply);
        var frames = await StartAsync(call, reply, open).ConfigureAwait(false);
        var delivery = new FrameDelivery(reply, time);
        try
        {
            return await delivery.DeliverAsync(frames).ConfigureAwait(false);
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
        finally
        {
            // The client does not wait until the silo has put its side away; and a silo that has died cannot.
            _ = DisposeAsync(frames);
        }
    }

    /// <summary>The frames, at the first of them.</summary>
    private async ValueTask<IAsyncEnumerator<ReplyFrame>> StartAsync(ChatCall call, Reply reply, RemoteCall open)
    {
        var hangUp = open.Token;
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (source.Current is not { } grains)
            {
                throw new SilosUnreachableException();
            }

            var grain = attempt == 1 ? _slots.Next(grains) : _slots.Fresh(grains);
            var frames = grain.RelayAsync(call, hangUp).WithBatchSize(Batch).GetAsyncEnumerator(hangUp);
            try
            {
                if (await frames.MoveNextAsync().ConfigureAwait(false))
                {
                    return frames;
                }

                throw new SilosUnreachableException();
            }
            catch (CallNotTakenException) when (attempt < RemoteTiming.Draws)
            {
                // That silo is about to stop. The next grain is placed anew, on any of them.
            }
            catch (OrleansMessageRejectionException) when (attempt < RemoteTiming.Tries && time.GetElapsedTime(started) < RemoteTiming.TryWithin)
            {
                // Nobody has read the call: that, and nothing else, may be tried again blindly.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 200)), time, hangUp).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException || !reply.HangUp.IsCancellationRequested)
            {
                logger.HandOverFailed(call.RequestId, attempt, error.GetType().Name);
                throw error as SilosUnreachableException ?? new SilosUnreachableException(error);
            }
        }
    }

    private static async Task DisposeAsync(IAsyncEnumerator<ReplyFrame> frames)
    {
        try
        {
            await frames.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The silo puts away what nobody asks for.
        }
    }
}
