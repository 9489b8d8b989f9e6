using Microsoft.AspNetCore.Http;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>Sends one answer the way its behaviour says.</summary>
internal sealed class Exchange(HttpContext context, Behaviour behaviour, LedgerEntry entry, TimeProvider time)
{
    private readonly CancellationToken _aborted = context.RequestAborted;
    private readonly Sink _sink = behaviour.NeedsSocket && !HttpProtocol.IsHttp2(context.Request.Protocol)
        ? new SocketSink(context, behaviour.IsRaw, behaviour.BetweenHeaderBytes, time)
        : new HttpSink(context);

    internal async Task SendAsync(Reply reply)
    {
        await PauseAsync(behaviour.BeforeHeaders);
        await (behaviour.HeaderGate?.PassAsync(_aborted) ?? Task.CompletedTask);
        if (behaviour.SendsHeaders)
        {
            await _sink.StartAsync(reply, _aborted);
            entry.Status = reply.Status;
            await SendBodyAsync(reply.Pieces);
        }

        if (behaviour.Ending is Ending.Stall)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, _aborted);
        }

        // Before the end itself: it makes Kestrel say that the caller has left.
        entry.Finish(behaviour.Ending is Ending.Proper ? CallEnd.Completed : CallEnd.Cut, time.GetUtcNow());
        await _sink.EndAsync(behaviour.Ending, _aborted);
    }

    private async Task SendBodyAsync(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var left = behaviour.CutAt;
        var sent = 0;
        await HoldAsync(sent);
        foreach (var piece in pieces)
        {
            // Writing to a caller that has left does not throw: without this the loop would go on for ever.
            _aborted.ThrowIfCancellationRequested();
            if (left <= 0)
            {
                return;
            }

            await PauseAsync(sent == 0 ? behaviour.BeforeFirstEvent : behaviour.BetweenEvents);
            if (left >= piece.Length)
            {
                // Who has it may be gone before the write returns.
                entry.SendingEvent(piece.Span);
            }

            await WriteAsync(piece[..(int)Math.Min(piece.Length, left)]);
            left -= piece.Length;
            if (left >= 0)
            {
                sent++;
                entry.SentEvent();
                await HoldAsync(sent);
            }
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var slice = behaviour.Slices?.Bytes ?? bytes.Length;
        while (bytes.Length > 0)
        {
            var now = bytes[..Math.Min(slice, bytes.Length)];
            await _sink.WriteAsync(now, _aborted);
            entry.Sent(now.Length);
            bytes = bytes[now.Length..];
            await PauseAsync(behaviour.Slices?.Pause ?? TimeSpan.Zero);
        }
    }

    private Task HoldAsync(int sent) =>
        behaviour.EventGate is { } held && held.Events == sent ? held.Gate.PassAsync(_aborted) : Task.CompletedTask;

    private Task PauseAsync(TimeSpan pause) => pause > TimeSpan.Zero ? Task.Delay(pause, time, _aborted) : Task.CompletedTask;
}
