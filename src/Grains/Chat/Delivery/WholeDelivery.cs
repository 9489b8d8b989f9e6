using System.Buffers;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Brings a whole answer to the client, once all of it is there and found to be one: errors inside a 200 exist.</summary>
internal sealed class WholeDelivery(Exchange exchange, Reply reply, TimeoutsDefinition timeouts, int maxBytes)
    : AnswerDelivery(exchange, reply, timeouts)
{
    private readonly PooledBuffer _output = new(4 * 1024);

    public override async ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline)
    {
        using var body = new PooledBuffer(4 * 1024);
        if (Exchange.StreamsUpstream)
        {
            var assembly = Exchange.Assemble();
            await AssembleAsync(response, assembly, body, deadline).ConfigureAwait(false);
            return assembly.Failure is { } broken ? new(broken)
                : assembly.Message.Length > maxBytes ? new(Failures.AnswerTooLarge)
                : await TakeAsync(assembly.Message, deadline).ConfigureAwait(false);
        }

        return await ProviderResponse.ReadAsync(response, body, maxBytes, deadline, Idle).ConfigureAwait(false)
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

    private async ValueTask<Delivered> TakeAsync(ReadOnlyMemory<byte> body, Deadline deadline) =>
        Exchange.Take(body.Span, _output) is { } answer
            ? new(await SendAsync(answer, deadline).ConfigureAwait(false))
            : new(null, IsPaused: true);

    private async ValueTask<ProviderFailure?> SendAsync(WholeAnswer answer, Deadline deadline)
    {
        Usage = answer.Usage;
        if (answer.Failure is null)
        {
            Exchange.Completed();
            Reply.Begin(Headers.ForWhole(_output.Length));
            Reply.Body.Write(_output.Span);
            await Reply.FlushAsync(deadline.Token).ConfigureAwait(false);
        }

        return answer.Failure;
    }

    private async ValueTask AssembleAsync(HttpResponseMessage response, IStreamAssembly assembly, PooledBuffer buffer, Deadline deadline)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        while (!assembly.IsComplete && assembly.Failure is null)
        {
            var count = await stream.ReadAsync(buffer.GetMemory(4 * 1024), deadline.Token).ConfigureAwait(false);
            deadline.Arrived(Idle);
            buffer.Advance(count);
            if (count == 0)
            {
                assembly.End();
            }
            else
            {
                assembly.Read(buffer.Span);
            }

            Usage = assembly.Usage;
            buffer.Clear();
        }
    }
}
