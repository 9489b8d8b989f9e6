using System.Buffers;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat.Remote;

namespace Orleans.Gateway.Grains.Tests.Remote;

public sealed class ReplyPumpTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReplyPump _pump;

    public ReplyPumpTests() => _pump = new ReplyPump(_time);

    public void Dispose() => _pump.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_ready_goes_into_one_frame_with_the_head_first()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));
        await WriteAsync("a"u8.ToArray());
        await WriteAsync("b"u8.ToArray());

        var first = await _pump.TakeAsync();
        await WriteAsync("c"u8.ToArray());
        var second = await _pump.TakeAsync();

        Assert.Equal((200, "ab"), (first.Head!.Status, Text(first)));
        Assert.Equal((null, "c", false), (second.Head, Text(second), second.IsLast));
    }

    [Fact]
    public async Task A_frame_has_a_size_and_nothing_is_lost_over_it()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.Json, 150_000));
        await WriteAsync(new byte[150_000]);

        Assert.Equal(ReplyPump.FrameSize, (await _pump.TakeAsync()).Body.Length);
        Assert.Equal(ReplyPump.FrameSize, (await _pump.TakeAsync()).Body.Length);
        Assert.Equal(150_000 - (2 * ReplyPump.FrameSize), (await _pump.TakeAsync()).Body.Length);
    }

    [Fact]
    public async Task A_full_pump_holds_the_writer_back_until_a_frame_is_taken()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));
        var full = WriteAsync(new byte[ReplyPump.Limit]);
        Assert.False(full.IsCompleted);

        _time.Advance(RemoteTiming.Stall - TimeSpan.FromSeconds(1));
        await _pump.TakeAsync();
        await _pump.TakeAsync();

        Assert.True(await full);
        Assert.False(_pump.HangUp.IsCancellationRequested);
    }

    [Fact]
    public async Task A_pump_that_stays_full_for_ten_seconds_hangs_up()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));
        var full = WriteAsync(new byte[ReplyPump.Limit]);

        _time.Advance(RemoteTiming.Stall);

        Assert.False(await full);
        Assert.True(_pump.HangUp.IsCancellationRequested);
        Assert.False(await WriteAsync("more"u8.ToArray()));
    }

    [Fact]
    public async Task A_reader_that_leaves_hangs_up()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));

        _pump.GiveUp();

        Assert.True(_pump.HangUp.IsCancellationRequested);
        Assert.False(await WriteAsync("late"u8.ToArray()));
    }

    [Fact]
    public async Task Who_waits_for_a_reply_that_is_given_up_is_told_so()
    {
        var waiting = _pump.TakeAsync();

        _pump.GiveUp();

        Assert.True(await waiting is { IsLast: true, IsLost: true });
        Assert.True(_pump.IsOver);
        Assert.True(_pump.HangUp.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_waits_for_long_is_told_that_the_call_is_alive_and_misses_nothing()
    {
        var waiting = _pump.TakeAsync();
        _pump.Beat(patience: 2);
        Assert.False(waiting.IsCompleted);
        _pump.Beat(patience: 2);

        Assert.True(await waiting is { Head: null, Body.IsEmpty: true, IsLast: false, IsLost: false });
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));
        await WriteAsync("a"u8.ToArray());
        Assert.Equal("a", Text(await _pump.TakeAsync()));
    }

    [Fact]
    public async Task A_reply_that_nobody_asks_for_is_given_up_and_one_that_is_asked_for_is_not()
    {
        _pump.Begin(new ReplyHead(200, ReplyHead.EventStream));
        for (var round = 0; round < 3; round++)
        {
            await WriteAsync("a"u8.ToArray());
            await _pump.TakeAsync();
            _pump.Beat(patience: 2);
            _pump.Beat(patience: 2);
            Assert.False(_pump.IsOver);
        }

        _pump.Beat(patience: 2);

        Assert.True(_pump.IsOver);
        Assert.True(_pump.HangUp.IsCancellationRequested);
    }

    private async Task<bool> WriteAsync(byte[] bytes)
    {
        _pump.Body.Write(bytes);
        return await _pump.FlushAsync(Cancellation);
    }

    private static string Text(ReplyFrame frame) => System.Text.Encoding.UTF8.GetString(frame.Body.Span);
}
