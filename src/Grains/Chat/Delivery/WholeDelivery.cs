using System.Runtime.CompilerServices;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Brings a whole answer to the client, once all of it is there and found to be one: errors inside a 200 exist.</summary>
internal sealed class WholeDelivery(Exchange exchange, LiveCall call, TimeoutsDefinition timeouts, RelayOptions limits, CallSafety? safety = null)
    : AnswerDelivery(exchange, call, timeouts)
{
    private readonly TimeSpan _total = timeouts.Total;
    private readonly PooledBuffer _output = new(4 * 1024);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline)
    {
        using var body = new PooledBuffer(4 * 1024);
        Call.Phase = CallPhase.Streaming;
        if (Exchange.StreamsUpstream)
        {
            var assembly = Exchange.Assemble();
            return !await TryAssembleAsync(response, assembly, body, deadline).ConfigureAwait(false) ? new(Failures.AnswerTooLarge)
                : assembly.Failure is { } broken ? new(broken)
                : assembly.Message.Length > limits.MaxAnswerBytes ? new(Failures.AnswerTooLarge)
                : await TakeAsync(assembly.Message, deadline).ConfigureAwait(false);
        }

        return await ProviderResponse.ReadAsync(response, body, limits.MaxAnswerBytes, deadline, Idle, Departure).ConfigureAwait(false)
            ? await TakeAsync(body.Memory, deadline).ConfigureAwait(false)
            : new(Failures.AnswerTooLarge);
    }

    public override async ValueTask<ProviderFailure?> FinishPausedAsync(Deadline deadline) =>
        await SendAsync(Exchange.FinishPausedWhole(_output), deadline).ConfigureAwait(false);

    public override void Dispose()
    {
        _output.Dispose();
        base.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Delivered> TakeAsync(ReadOnlyMemory<byte> body, Deadline deadline) =>
        Exchange.Take(body.Span, _output) is { } answer
            ? new(await SendAsync(answer, deadline).ConfigureAwait(false))
            : new(null, IsPaused: true);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ProviderFailure?> SendAsync(WholeAnswer answer, Deadline deadline)
    {
        Usage = answer.Usage;
        HasEnded = answer.Failure is null;
        if (answer.Failure is null && !IsDraining)
        {
            if (safety is not null && await JudgeAsync(safety, deadline).ConfigureAwait(false) is { } refused)
            {
                Refused = refused;
                return null;
            }

            Exchange.Completed();
            Call.Progressed(answer.Usage.Completion);
            IsCommitted = true;
            Reply.BeginContent(Headers.ForWhole(_output.Length, answer.Usage.Total));
            Cache?.Answered(_output.Span);
            if (!await SentAsync(Reply.SendAsync(_output.Memory, deadline.Token), deadline).ConfigureAwait(false))
            {
                Lost();
            }

            Reply.Complete();
        }

        return answer.Failure;
    }

    private async ValueTask<GatewayError?> JudgeAsync(CallSafety safety, Deadline deadline)
    {
        using var lanes = new TextLanes();
        AnswerText.Read(_output.Span, lanes);
        deadline.Switch(_total);
        return await safety.CompletionAsync(lanes.Take(keep: 0), deadline.Token).ConfigureAwait(false);
    }

    /// <summary>False: the stream is larger than any answer.</summary>
    private async ValueTask<bool> TryAssembleAsync(HttpResponseMessage response, IStreamAssembly assembly, PooledBuffer buffer, Deadline deadline)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var taken = 0L;
        while (!assembly.IsComplete && assembly.Failure is null)
        {
            deadline.Token.ThrowIfCancellationRequested();
            var before = assembly.Arrivals;
            var count = await stream.ReadAsync(buffer.GetMemory(4 * 1024), deadline.Token).ConfigureAwait(false);
            buffer.Advance(count);
            if (count == 0)
            {
                assembly.End();
            }
            else
            {
                assembly.Read(buffer.Span);
            }

            if (taken == 0 || assembly.Arrivals != before)
            {
                deadline.Arrived(Idle);
            }

            if ((taken += count) > limits.MaxStreamBytes || (IsDraining && !Departure!.Drained(count)))
            {
                return false;
            }

            Usage = assembly.Usage;
            Call.Progressed(Usage.Completion);
            buffer.Clear();
        }

        return true;
    }
}
