using System.Buffers;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class RequestBodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_is_sent_with_its_length_as_JSON()
    {
        using var body = new RequestBody(Filled());
        using var sent = new MemoryStream();
        await body.CopyToAsync(sent, Cancellation);

        Assert.Equal("{}"u8, sent.ToArray());
        Assert.Equal((2L, "application/json"), (body.Headers.ContentLength, body.Headers.ContentType?.ToString()));
    }

    [Fact]
    public async Task A_buffer_that_was_sent_goes_back()
    {
        var buffer = Filled();
        var body = new RequestBody(buffer);
        await body.CopyToAsync(Stream.Null, Cancellation);

        body.Dispose();

        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void A_buffer_that_was_never_sent_goes_back()
    {
        var buffer = Filled();
        new RequestBody(buffer).Dispose();

        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public async Task A_buffer_that_the_connection_still_reads_stays()
    {
        var buffer = Filled();
        var body = new RequestBody(buffer);
        var connection = new SlowStream();
        var sending = body.CopyToAsync(connection, Cancellation);

        body.Dispose(); // the call was cancelled, or answered early

        Assert.Equal("{}"u8, connection.Reading.Span);
        connection.Done.SetResult();
        await sending;
        Assert.Equal("{}"u8, buffer.Span);
    }

    [Fact]
    public async Task A_buffer_whose_sending_failed_does_not_go_back_since_the_system_may_still_read_it()
    {
        var buffer = Filled();
        var body = new RequestBody(buffer);
        var connection = new SlowStream();
        var sending = body.CopyToAsync(connection, Cancellation);
        connection.Done.SetException(new IOException("reset"));
        await Assert.ThrowsAnyAsync<Exception>(() => sending);

        body.Dispose();

        Assert.Equal("{}"u8, buffer.Span);
    }

    private static PooledBuffer Filled()
    {
        var buffer = new PooledBuffer(16);
        buffer.Write("{}"u8);
        return buffer;
    }

    /// <summary>A connection that has taken the bytes and not sent them yet.</summary>
    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ReadOnlyMemory<byte> Reading { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reading = buffer;
            await Done.Task;
        }
    }
}
