using System.Buffers;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class ReplySinkTests
{
    private static readonly ChatCall Call = new() { Api = "llm", Subscription = "team", RequestId = "r", Body = "{}"u8.ToArray() };
    private static readonly GatewayError Owed = new(404, "no", "invalid_request_error");
    [ThreadStatic]
    private static bool t_isInTurn;

    private readonly Nobody _reply = new();

    private ReplySink Sink() => new(Call, _reply, sent: 7);

    [Fact]
    public void Only_the_first_that_asks_gets_the_reply()
    {
        var sink = Sink();
        Assert.False(sink.IsTaken);

        Assert.Same(_reply, sink.TryTake());

        Assert.True(sink.IsTaken);
        Assert.Null(sink.TryTake());
    }

    [Fact]
    public void Whoever_keeps_a_sink_for_longer_keeps_no_body_with_it()
    {
        var sink = Sink();
        Assert.Same(Call, sink.Call);

        sink.TryTake();

        Assert.Null(sink.Call);
    }

    [Fact]
    public async Task A_call_that_is_over_at_once_does_not_go_on_in_the_turn_of_the_grain()
    {
        var sink = Sink();
        var ended = EndedAsync(sink);

        t_isInTurn = true;
        sink.EndWith(ValueTask.FromResult<GatewayError?>(Owed));
        t_isInTurn = false;

        var (owed, wasInTurn) = await ended;
        Assert.Same(Owed, owed);
        Assert.False(wasInTurn);
    }

    [Fact]
    public async Task A_call_that_takes_time_ends_where_it_wrote_its_last_byte()
    {
        var sink = Sink();
        var relaying = new TaskCompletionSource<GatewayError?>();
        sink.EndWith(new ValueTask<GatewayError?>(relaying.Task));
        var ended = EndedAsync(sink);
        Assert.False(ended.IsCompleted);

        relaying.SetResult(null);

        Assert.True(ended.IsCompleted);
        Assert.Null((await ended).Owed);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_to_who_waits()
    {
        var sink = Sink();

        sink.EndWith(ValueTask.FromException<GatewayError?>(new InvalidOperationException("no")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.Ended.AsTask());
    }

    private static async Task<(GatewayError? Owed, bool WasInTurn)> EndedAsync(ReplySink sink)
    {
        var owed = await sink.Ended.ConfigureAwait(false);
        return (owed, t_isInTurn);
    }

    private sealed class Nobody : Reply
    {
        public override CancellationToken HangUp => CancellationToken.None;

        public override IBufferWriter<byte> Body => throw new NotSupportedException();

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public override void Abort() => throw new NotSupportedException();

        protected override void OnBegin(ReplyHead head) => throw new NotSupportedException();
    }
}
