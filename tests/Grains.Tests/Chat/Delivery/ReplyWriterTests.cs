using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Tests.Chat.Delivery;

public sealed class ReplyWriterTests : IDisposable
{
    private const string Comment = ": keep-alive\n\n";
    private static readonly ReplyHead Head = new(200, ReplyHead.EventStream);
    private static readonly GatewayError Error = new(503, "No.", "api_error");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly SlowReply _reply = new();

    public void Dispose() => _reply.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_comment_goes_out_after_every_silence_of_that_length_and_the_head_with_the_first()
    {
        var writer = Writer();

        Pass(writer, 14);
        Assert.Equal((0, ""), (_reply.Heads, _reply.Text));

        Pass(writer, 1);
        Assert.Equal((1, Comment), (_reply.Heads, _reply.Text));
        Assert.True(writer.HasBegun);
        Assert.False(writer.HasContent);

        // The beat that finds that something was said begins the next silence.
        Pass(writer, 1 + 15);
        Assert.Equal((1, Comment + Comment), (_reply.Heads, _reply.Text));
    }

    [Fact]
    public async Task Whoever_speaks_needs_no_comment()
    {
        var writer = Writer();
        for (var second = 0; second < 60; second++)
        {
            await SayAsync(writer, "x");
            Pass(writer, 1);
        }

        Assert.Equal(new string('x', 60), _reply.Text);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 15)]
    public void None_goes_out_when_they_are_off_or_the_answer_is_no_stream(bool stream, int after)
    {
        var writer = Writer(stream, after);

        Pass(writer, 600);

        Assert.Equal((0, ""), (_reply.Heads, _reply.Text));
    }

    [Fact]
    public async Task Content_after_a_comment_has_no_second_head()
    {
        var writer = Writer();
        Pass(writer, 15);

        await SayAsync(writer, "data: 1\n\n");

        Assert.Equal((1, Comment + "data: 1\n\n"), (_reply.Heads, _reply.Text));
        Assert.True(writer.HasContent);
    }

    [Fact]
    public async Task The_relay_waits_until_a_comment_is_out()
    {
        var writer = Writer();
        _reply.Slow = true;
        Pass(writer, 15);
        Assert.True(_reply.IsFlushing);

        var content = SayAsync(writer, "data: 1\n\n");
        Assert.False(content.IsCompleted);
        _reply.Slow = false;
        _reply.Read();
        await content.WaitAsync(Cancellation);

        Assert.Equal(Comment + "data: 1\n\n", _reply.Text);
    }

    [Fact]
    public async Task A_comment_does_not_get_into_what_the_relay_writes()
    {
        var writer = Writer();
        await writer.EnterAsync();
        writer.BeginContent(Head);
        writer.Write("data: "u8);
        Pass(writer, 60);
        writer.Write("1\n\n"u8);
        await writer.FlushAsync(Cancellation);
        writer.Exit();

        Assert.Equal("data: 1\n\n", _reply.Text);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(65_535, 30)]
    [InlineData(65_536, 60)]
    [InlineData(640_000, 300)]
    public async Task Who_does_not_read_is_cut_off_once_and_has_the_longer_the_more_there_is_to_read(int bytes, int seconds)
    {
        var writer = Writer();
        _reply.Slow = true;
        var flush = SayAsync(writer, new string('x', bytes));

        Pass(writer, seconds - 1);
        Assert.Equal(0, _reply.Aborts);
        Assert.False(flush.IsCompleted);

        Pass(writer, 60);
        Assert.Equal(1, _reply.Aborts);
        Assert.False(await flush.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Who_reads_slowly_but_reads_is_served()
    {
        var writer = Writer();
        _reply.Slow = true;
        var body = Encoding.ASCII.GetBytes(new string('x', 300_000));
        var send = writer.SendAsync(body, Cancellation).AsTask();
        for (var portion = 0; portion < 5; portion++)
        {
            await Until(() => _reply.IsFlushing);
            Pass(writer, 29);
            _reply.Read();
        }

        Assert.True(await send.WaitAsync(Cancellation));
        Assert.Equal((0, 300_000), (_reply.Aborts, _reply.Text.Length));
    }

    [Fact]
    public async Task A_stream_that_has_begun_ends_with_the_error_and_nothing_follows()
    {
        var writer = Writer();
        Pass(writer, 15);

        await writer.FinishAsync(Error);
        Pass(writer, 60);
        writer.Abort();

        Assert.StartsWith(Comment + "data: {\"error\":{\"message\":\"No.\"", _reply.Text, StringComparison.Ordinal);
        Assert.EndsWith("}}\n\n", _reply.Text, StringComparison.Ordinal);
        Assert.Equal(0, _reply.Aborts);
    }

    [Fact]
    public async Task An_error_stays_out_of_what_has_not_begun_and_of_what_is_complete()
    {
        await Writer().FinishAsync(Error);
        Assert.Equal("", _reply.Text);

        var writer = Writer();
        await SayAsync(writer, "data: [DONE]\n\n");
        writer.Complete();
        await writer.FinishAsync(Error);
        Assert.Equal("data: [DONE]\n\n", _reply.Text);
    }

    [Fact]
    public async Task A_last_word_that_nobody_reads_is_cut_off_too()
    {
        var writer = Writer();
        await SayAsync(writer, "data: 1\n\n");
        _reply.Slow = true;
        var last = writer.FinishAsync(Error).AsTask();
        Assert.False(last.IsCompleted);

        Pass(writer, 31);

        await last.WaitAsync(Cancellation);
        Assert.Equal(1, _reply.Aborts);
    }

    /// <summary>The relay and the timer at each other's throat, on real threads: what either writes stays in one piece.</summary>
    [Fact]
    public async Task Two_writers_never_meet()
    {
        var writer = Writer();
        using var done = new CancellationTokenSource();
        var timer = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Pass(writer, 1);
            }
        }, Cancellation);
        for (var at = 0; at < 20_000; at++)
        {
            await SayAsync(writer, "<");
            await writer.EnterAsync();
            writer.Write("x"u8);
            writer.Write(">"u8);
            await writer.FlushAsync(Cancellation);
            writer.Exit();
        }

        await done.CancelAsync();
        await timer;
        await writer.FinishAsync(null);

        var text = _reply.Text.Replace(Comment, "", StringComparison.Ordinal);
        Assert.Equal(string.Concat(Enumerable.Repeat("<x>", 20_000)), text);
    }

    private ReplyWriter Writer(bool stream = true, int keepAliveAfter = 15) =>
        new(_reply, stream, new RelayOptions { KeepAliveAfter = Second * keepAliveAfter, WriteStall = Second * 30 }, _time);

    private static async Task<bool> SayAsync(ReplyWriter writer, string text)
    {
        await writer.EnterAsync();
        try
        {
            writer.BeginContent(Head);
            writer.Write(Encoding.ASCII.GetBytes(text));
            return await writer.FlushAsync(Cancellation);
        }
        finally
        {
            writer.Exit();
        }
    }

    /// <summary>So many beats of the timer, one each second.</summary>
    private void Pass(ReplyWriter writer, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(Second);
            writer.Tick(_time.GetTimestamp());
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
