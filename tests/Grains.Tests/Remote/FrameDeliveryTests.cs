using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat.Remote;

namespace Orleans.Gateway.Grains.Tests.Remote;

public class FrameDeliveryTests
{
    private static readonly ReplyHead Stream = new(200, ReplyHead.EventStream);
    private static readonly ReplyHead Whole = new(200, ReplyHead.Json, 2);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedReply _reply = new();

    [Fact]
    public async Task Frames_become_the_reply()
    {
        Assert.Null(await DeliverAsync(new() { Head = Stream, Body = Bytes("data: a\n\n") }, new() { Body = Bytes("data: [DONE]\n\n") }, new() { IsLast = true }));

        Assert.Equal("data: a\n\ndata: [DONE]\n\n", _reply.Text);
        Assert.False(_reply.IsAborted);
    }

    [Fact]
    public async Task A_frame_with_nothing_in_it_only_says_that_the_call_is_alive()
    {
        Assert.Null(await DeliverAsync(new(), new() { Head = Stream, Body = Bytes("data: a\n\n") }, new(), new() { IsLast = true }));

        Assert.Equal("data: a\n\n", _reply.Text);
    }

    [Fact]
    public async Task An_error_that_is_owed_is_returned_and_nothing_is_sent()
    {
        var owed = await DeliverAsync(new ReplyFrame { IsLast = true, Owed = new GatewayError(404, "no", "invalid_request_error") });

        Assert.Equal(404, owed?.Status);
        Assert.False(_reply.HasBegun);
    }

    [Fact]
    public async Task A_stream_that_is_lost_between_two_events_says_so_and_does_not_end_as_if_it_were_complete()
    {
        await LoseAsync(new ReplyFrame { Head = Stream, Body = Bytes("data: a\n\n") });

        Assert.StartsWith("data: a\n\ndata: {\"error\":", _reply.Text, StringComparison.Ordinal);
        Assert.Contains("stream_truncated", _reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", _reply.Text, StringComparison.Ordinal);
        Assert.False(_reply.IsAborted);
    }

    [Fact]
    public async Task A_stream_that_is_lost_inside_an_event_is_cut()
    {
        await LoseAsync(new ReplyFrame { Head = Stream, Body = Bytes("data: {\"a") });

        Assert.Equal("data: {\"a", _reply.Text);
        Assert.True(_reply.IsAborted);
    }

    [Fact]
    public async Task A_whole_answer_that_is_lost_is_cut()
    {
        await LoseAsync(new ReplyFrame { Head = Whole, Body = Bytes("{") });

        Assert.True(_reply.IsAborted);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_for_ten_seconds_is_cut_off()
    {
        _reply.Flushing = new TaskCompletionSource<bool>();
        var delivery = DeliverAsync(new ReplyFrame { Head = Stream, Body = Bytes("data: a\n\n") });

        _time.Advance(RemoteTiming.Stall - TimeSpan.FromMilliseconds(1));
        Assert.False(_reply.IsAborted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(await delivery);
        Assert.True(_reply.IsAborted);
    }

    private async Task<GatewayError?> DeliverAsync(params ReplyFrame[] frames) => await GiveAsync(new FrameDelivery(_reply, _time), frames);

    private static async Task<GatewayError?> GiveAsync(FrameDelivery delivery, params ReplyFrame[] frames)
    {
        var rest = new Queue<ReplyFrame>(frames);
        return await delivery.DeliverAsync(rest.Dequeue(), () => ValueTask.FromResult(rest.Dequeue()));
    }

    private async Task LoseAsync(ReplyFrame only)
    {
        var delivery = new FrameDelivery(_reply, _time);
        await Assert.ThrowsAsync<ReplyLostException>(() => GiveAsync(delivery, only, new ReplyFrame { IsLast = true, IsLost = true }));
        await delivery.BreakOffAsync();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class RecordedReply : Reply
    {
        private readonly ArrayBufferWriter<byte> _body = new();

        public override CancellationToken HangUp => CancellationToken.None;

        public override IBufferWriter<byte> Body => _body;

        public string Text => Encoding.UTF8.GetString(_body.WrittenSpan);

        public bool IsAborted { get; private set; }

        /// <summary>Set, a flush waits for it.</summary>
        public TaskCompletionSource<bool>? Flushing { get; set; }

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => Flushing is { } waiting ? new(waiting.Task) : ValueTask.FromResult(true);

        public override void Abort() => IsAborted = true;

        protected override void OnBegin(ReplyHead head)
        {
        }
    }
}
