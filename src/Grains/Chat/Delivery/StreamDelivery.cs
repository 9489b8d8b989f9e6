using System.Buffers;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Brings a stream to the client as it arrives, one flush for each read; what comes before the first content is held back.</summary>
internal sealed class StreamDelivery(Exchange exchange, Reply reply, TimeoutsDefinition timeouts, TimeProvider time)
    : AnswerDelivery(exchange, reply, timeouts)
{
    /// <summary>In bytes: an idle stream keeps this much.</summary>
    private const int ReadSize = 8 * 1024;

    private readonly long _started = time.GetTimestamp();
    private readonly PooledBuffer _held = new(1024);

    /// <summary>Called once, when the first content is there.</summary>
    public Action? OnContent { get; init; }

    private IBufferWriter<byte> Output => Reply.HasBegun ? Reply.Body : _held;

    public override async ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline)
    {
        var answer = Exchange.Stream;
        var read = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            while (!answer.IsComplete && !answer.IsPaused)
            {
                // The token is looked at each turn: a response whose client has left may take every write without complaint.
                deadline.Token.ThrowIfCancellationRequested();
                var count = await stream.ReadAsync(read, deadline.Token).ConfigureAwait(false);
                deadline.Arrived(Idle);
                Feed(answer, read.AsSpan(0, count));
                if (answer.Failure is { } failure)
                {
                    return new(failure);
                }

                if (answer.IsComplete)
                {
                    Exchange.Completed();
                }

                if (!await SendAsync(answer, deadline).ConfigureAwait(false))
                {
                    return default;
                }
            }

            return new(null, answer.IsPaused);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read);
        }
    }

    public override async ValueTask<ProviderFailure?> FinishPausedAsync(Deadline deadline)
    {
        Exchange.FinishPaused(Output);
        await SendAsync(Exchange.Stream, deadline).ConfigureAwait(false);
        return null;
    }

    public override void Dispose()
    {
        _held.Dispose();
        base.Dispose();
    }

    private void Feed(AnswerStream answer, ReadOnlySpan<byte> arrived)
    {
        if (arrived.IsEmpty)
        {
            answer.End(Output);
        }
        else
        {
            answer.Read(arrived, Output);
        }

        Usage = answer.Usage;
    }

    /// <summary>Sends what there is, once the answer has content. False: the client has left.</summary>
    private async ValueTask<bool> SendAsync(AnswerStream answer, Deadline deadline)
    {
        if (!Reply.HasBegun)
        {
            if (!answer.HasContent && !answer.IsComplete)
            {
                return true;
            }

            deadline.LiftContent();
            FirstContent = time.GetElapsedTime(_started);
            OnContent?.Invoke();
            Reply.Begin(Headers.ForStream());
            Reply.Body.Write(_held.Span);
        }

        HasLostClient = !await Reply.FlushAsync(deadline.Token).ConfigureAwait(false);
        return !HasLostClient;
    }
}
