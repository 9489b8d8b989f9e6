using System.Buffers;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Brings a stream to the client as it is judged: what the provider sends is read meanwhile, and held back until then.</summary>
internal sealed class GuardedDelivery(Exchange exchange, LiveCall call, TimeoutsDefinition timeouts, long maxBytes, TimeProvider time, CallSafety safety)
    : AnswerDelivery(exchange, call, timeouts)
{
    private const int ReadSize = 4 * 1024;

    private readonly long _started = time.GetTimestamp();
    private readonly TimeSpan _total = timeouts.Total;
    private readonly StreamGuard _guard = new(safety);
    private PooledBuffer? _nobody;
    private long _taken;

    /// <summary>Called once, when the first content is there.</summary>
    public Action? OnContent { get; init; }

    public override async ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline)
    {
        var answer = Exchange.Stream;
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var read = ArrayPool<byte>.Shared.Rent(ReadSize);
        var reading = default(Task<int>);
        try
        {
            var isFirst = true;
            while (!answer.IsComplete && !answer.IsPaused)
            {
                deadline.Token.ThrowIfCancellationRequested();
                if (_guard.IsFull && !IsDraining)
                {
                    if (!await WaitAsync(deadline).ConfigureAwait(false))
                    {
                        return default;
                    }

                    continue;
                }

                reading ??= stream.ReadAsync(read, deadline.Token).AsTask();
                if (_guard.Judging is { } judging && !IsDraining)
                {
                    await Task.WhenAny(reading, judging).ConfigureAwait(false);
                    if (judging.IsCompleted)
                    {
                        if (!await SendAsync(deadline).ConfigureAwait(false))
                        {
                            return default;
                        }

                        continue;
                    }
                }

                int count;
                try
                {
                    count = await reading.ConfigureAwait(false);
                }
                catch (IOException) when (answer.MayEnd)
                {
                    count = 0;
                }

                reading = null;
                if ((_taken += count) > maxBytes)
                {
                    return new(Failures.AnswerTooLarge);
                }

                if (Feed(answer, read.AsSpan(0, count), isFirst, deadline) is { } failure)
                {
                    return new(failure);
                }

                if (IsDraining && !Departure!.Drained(count))
                {
                    return default;
                }

                isFirst = false;
            }
        }
        finally
        {
            if (reading is null)
            {
                ArrayPool<byte>.Shared.Return(read);
            }
            else
            {
                // The connection still writes into it.
                reading.Ignore();
            }
        }

        return answer.IsPaused ? new(null, IsPaused: true) : IsDraining ? default : await FinishAsync(deadline).ConfigureAwait(false);
    }

    public override async ValueTask<ProviderFailure?> FinishPausedAsync(Deadline deadline)
    {
        Exchange.FinishPaused(_guard.Output);
        _guard.Written(isEnd: true, deadline.Token);
        return (await FinishAsync(deadline).ConfigureAwait(false)).Failure;
    }

    public override void Dispose()
    {
        _guard.Dispose();
        _nobody?.Dispose();
        base.Dispose();
    }

    private ProviderFailure? Feed(AnswerStream answer, ReadOnlySpan<byte> arrived, bool isFirst, Deadline deadline)
    {
        var before = answer.Arrivals;
        _nobody?.Clear();
        IBufferWriter<byte> output = IsDraining ? _nobody ??= new PooledBuffer(4 * 1024) : _guard.Output;
        if (arrived.IsEmpty)
        {
            answer.End(output);
        }
        else
        {
            answer.Read(arrived, output);
        }

        Usage = answer.Usage;
        HasEnded = answer.IsComplete;
        Call.Progressed(Math.Max(Usage.Completion, answer.ContentEvents));
        if (isFirst || answer.Arrivals != before)
        {
            deadline.Arrived(Idle);
        }

        if (answer.Failure is { } failure)
        {
            return failure;
        }

        if (FirstContent is null && (answer.HasContent || answer.IsComplete))
        {
            deadline.LiftContent();
            FirstContent = time.GetElapsedTime(_started);
            OnContent?.Invoke();
            Call.Phase = CallPhase.Streaming;
        }

        if (_nobody is null)
        {
            _guard.Written(answer.IsComplete, deadline.Token);
        }

        return null;
    }

    /// <summary>All has arrived: what is left is judged and sent.</summary>
    private async ValueTask<Delivered> FinishAsync(Deadline deadline)
    {
        while (!_guard.IsOver && await WaitAsync(deadline).ConfigureAwait(false))
        {
        }

        return default;
    }

    /// <summary>Waits for the judgement with nothing else to do: that the provider is silent meanwhile is none of its doing. False: it ends here.</summary>
    private async ValueTask<bool> WaitAsync(Deadline deadline)
    {
        deadline.Switch(_total);
        await _guard.Judging!.WaitAsync(deadline.Token).ConfigureAwait(false);
        deadline.Arrived(Idle);
        return await SendAsync(deadline).ConfigureAwait(false);
    }

    /// <summary>Sends what a judgement allows. False: it ends here, since the text was blocked or the client has left.</summary>
    private async ValueTask<bool> SendAsync(Deadline deadline)
    {
        var refused = await _guard.Judging!.ConfigureAwait(false);
        await EnterAsync(deadline).ConfigureAwait(false);
        try
        {
            if (refused is not null)
            {
                return await RefuseAsync(refused, deadline).ConfigureAwait(false);
            }

            using (var pending = new PooledBuffer(4 * 1024))
            {
                _guard.Pass(pending, deadline.Token);
                if (_guard.IsOver)
                {
                    Exchange.Completed();
                }

                if (pending.Length == 0 && !_guard.IsOver)
                {
                    // All of it is held back for the next window.
                    return true;
                }

                IsCommitted = true;
                Reply.BeginContent(Headers.ForStream());
                Reply.Write(pending.Span);
            }

            if (_guard.IsOver)
            {
                Cache?.Answered();
                Reply.Complete();
            }

            return await SentAsync(Reply.FlushAsync(deadline.Token), deadline).ConfigureAwait(false) || Lost();
        }
        finally
        {
            Reply.Exit();
        }
    }

    private async ValueTask<bool> RefuseAsync(GatewayError refused, Deadline deadline)
    {
        Refused = refused;
        if (!Reply.HasBegun || refused.Code is not SafetyRefusal.Code)
        {
            // With a status of its own, or as an error inside the stream: a check that failed is no finish.
            return false;
        }

        IsCommitted = true;
        Reply.BeginContent(Headers.ForStream());
        _guard.WriteBlocked(Reply);
        Reply.Complete();
        HasLostClient = !await SentAsync(Reply.FlushAsync(deadline.Token), deadline).ConfigureAwait(false);
        return false;
    }
}
