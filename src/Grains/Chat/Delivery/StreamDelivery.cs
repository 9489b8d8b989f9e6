using System.Buffers;
using System.Runtime.CompilerServices;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Brings a stream to the client as it arrives, one flush for each read; what comes before the first content is held back.</summary>
internal sealed class StreamDelivery(Exchange exchange, LiveCall call, TimeoutsDefinition timeouts, long maxBytes, TimeProvider time)
    : AnswerDelivery(exchange, call, timeouts)
{
    /// <summary>In bytes: an idle stream keeps this much. A connection hands over no more at once, being read into a buffer of this size.</summary>
    private const int ReadSize = 4 * 1024;

    private readonly long _started = time.GetTimestamp();
    private readonly PooledBuffer _held = new(1024);

    private long _taken;

    /// <summary>Called once, when the first content is there.</summary>
    public Action? OnContent { get; init; }

    private IBufferWriter<byte> Output => IsCommitted && !IsDraining ? Reply : _held;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline)
    {
        var answer = Exchange.Stream;
        var read = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var isFirst = true;
            while (!answer.IsComplete && !answer.IsPaused)
            {
                // The token is looked at each turn: a response whose client has left may take every write without complaint.
                deadline.Token.ThrowIfCancellationRequested();
                int count;
                try
                {
                    count = await stream.ReadAsync(read, deadline.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (answer.MayEnd && (error is IOException || (error is OperationCanceledException && deadline.Expired)))
                {
                    // Its provider owed nothing but the end, and has forgotten that.
                    count = 0;
                }

                if ((_taken += count) > maxBytes)
                {
                    return new(Failures.AnswerTooLarge);
                }

                if (await PassOnAsync(answer, read.AsMemory(0, count), isFirst, deadline).ConfigureAwait(false) is { } ended)
                {
                    return ended;
                }

                isFirst = false;
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
        await EnterAsync(deadline).ConfigureAwait(false);
        try
        {
            Exchange.FinishPaused(Output);
            await SendAsync(Exchange.Stream, deadline).ConfigureAwait(false);
            return null;
        }
        finally
        {
            Reply.Exit();
        }
    }

    public override void Dispose()
    {
        _held.Dispose();
        base.Dispose();
    }

    /// <summary>Reads what arrived and sends what came of it. Null: there is more to come.</summary>
    /// <remarks>Where the client is slow, every chunk waits: from a pool, so that waiting costs no more memory than not waiting.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Delivered?> PassOnAsync(AnswerStream answer, ReadOnlyMemory<byte> arrived, bool isFirst, Deadline deadline)
    {
        if (IsDraining)
        {
            return Drain(answer, arrived.Span, isFirst, deadline);
        }

        // From here on the output may be the client's own buffer.
        await EnterAsync(deadline).ConfigureAwait(false);
        try
        {
            var before = answer.Arrivals;
            Feed(answer, arrived.Span);
            if (isFirst || answer.Arrivals != before)
            {
                // A byte now and then is no sign of life: from the first one on, whole events and comments are.
                deadline.Arrived(Idle);
            }

            if (answer.Failure is { } failure)
            {
                return new(failure);
            }

            if (answer.IsComplete)
            {
                Exchange.Completed();
            }

            return await SendAsync(answer, deadline).ConfigureAwait(false) ? null : default(Delivered);
        }
        finally
        {
            Reply.Exit();
        }
    }

    /// <summary>Reads what arrived for its usage alone.</summary>
    private Delivered? Drain(AnswerStream answer, ReadOnlySpan<byte> arrived, bool isFirst, Deadline deadline)
    {
        var before = answer.Arrivals;
        _held.Clear();
        Feed(answer, arrived);
        if (isFirst || answer.Arrivals != before)
        {
            deadline.Arrived(Idle);
        }

        return answer.Failure is { } failure ? new Delivered(failure) : Departure!.Drained(arrived.Length) ? null : default(Delivered);
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
        HasEnded = answer.IsComplete;
        Call.Progressed(Math.Max(Usage.Completion, answer.ContentEvents));
    }

    /// <summary>Sends what there is, once the answer has content. False: the client has left.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(AnswerStream answer, Deadline deadline)
    {
        if (!IsCommitted)
        {
            if (!answer.HasContent && !answer.IsComplete)
            {
                return true;
            }

            deadline.LiftContent();
            FirstContent = time.GetElapsedTime(_started);
            OnContent?.Invoke();
            IsCommitted = true;
            Call.Phase = CallPhase.Streaming;
            Reply.BeginContent(Headers.ForStream());
            Reply.Write(_held.Span);
            _held.Dispose();
        }

        if (answer.IsComplete)
        {
            Cache?.Answered();
            Reply.Complete();
        }

        return await SentAsync(Reply.FlushAsync(deadline.Expired ? Call.HangUp : deadline.Token), deadline).ConfigureAwait(false) || Lost();
    }
}
