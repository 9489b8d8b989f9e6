using System.Buffers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class CallReplyTests
{
    private readonly RetryBudget _budget = new(Options.Create(new RelayOptions { RetryBudgetFloor = 1 }), TimeProvider.System);
    private readonly Client _client = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CallReply Reply(long? epoch = null) => new(_client, _budget, epoch);

    private ReplyWriter Writer(CallReply reply) => new(reply, stream: true, new RelayOptions(), _time);

    [Fact]
    public async Task The_first_attempt_takes_nothing_of_the_budget()
    {
        Assert.True(await Reply().TryAttemptAsync("b", 1, Cancellation));

        Assert.Equal(0, _budget.Retries);
    }

    [Fact]
    public async Task Another_attempt_counts_until_it_ends()
    {
        var reply = Reply();
        Assert.True(await reply.TryAttemptAsync("b", 2, Cancellation));
        Assert.Equal(1, _budget.Retries);

        reply.AttemptEnded();
        reply.AttemptEnded();

        Assert.Equal(0, _budget.Retries);
    }

    [Fact]
    public async Task An_attempt_that_a_gate_refused_counts_no_longer_when_the_next_begins()
    {
        var reply = Reply();
        Assert.True(await reply.TryAttemptAsync("b", 2, Cancellation)); // All that the budget has.

        Assert.True(await reply.TryAttemptAsync("c", 2, Cancellation));

        Assert.Equal(1, _budget.Retries);
    }

    [Fact]
    public async Task Another_attempt_counts_no_longer_once_its_answer_has_begun()
    {
        var reply = Reply();
        await reply.TryAttemptAsync("b", 2, Cancellation);

        Writer(reply).BeginContent(new ReplyHead(200, ReplyHead.Json));

        Assert.Equal(0, _budget.Retries);
        reply.AttemptEnded();
        Assert.Equal(0, _budget.Retries);
    }

    [Fact]
    public async Task A_head_that_only_keeps_the_connection_alive_is_no_answer()
    {
        var reply = Reply();
        await reply.TryAttemptAsync("b", 2, Cancellation);
        var writer = Writer(reply);

        _time.Advance(TimeSpan.FromSeconds(15));
        writer.Tick(_time.GetTimestamp());
        Assert.True(reply.HasBegun);
        Assert.Equal(1, _budget.Retries);

        await writer.EnterAsync();
        writer.BeginContent(new ReplyHead(200, ReplyHead.EventStream));
        Assert.Equal(0, _budget.Retries);
    }

    [Fact]
    public async Task What_two_threads_give_back_at_once_is_given_back_once()
    {
        using var together = new Barrier(2);
        var reply = Reply();
        for (var at = 0; at < 10_000; at++)
        {
            await reply.TryAttemptAsync("b", 2, Cancellation);
            var other = Task.Run(GiveBack, Cancellation);
            GiveBack();
            await other;
            Assert.Equal((at, 0), (at, _budget.Retries));
        }

        void GiveBack()
        {
            together.SignalAndWait(Cancellation);
            reply.AttemptEnded();
        }
    }

    [Fact]
    public async Task The_head_says_who_answers_where_that_is_wanted()
    {
        var reply = Reply(epoch: 7);
        await reply.TryAttemptAsync("a", 1, Cancellation);
        await reply.TryAttemptAsync("b", 2, Cancellation);

        reply.Begin(new ReplyHead(200, ReplyHead.Json, 3) { Headers = [new("x-one", "1")] });

        Assert.Equal((200, 3L), (_client.Head!.Status, _client.Head.ContentLength!.Value));
        Assert.Equal(
            ["x-one: 1", "x-gateway-backend: b", "x-gateway-attempts: 2", "x-gateway-epoch: 7"],
            _client.Head.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Theory]
    [InlineData(7L, new[] { "x-one: 1", "x-gateway-attempts: 0", "x-gateway-epoch: 7" })]
    [InlineData(null, new[] { "x-one: 1" })]
    public async Task An_error_says_of_the_routing_what_there_was(long? epoch, string[] expected)
    {
        var reply = Reply(epoch);
        await reply.TryAttemptAsync("b", 1, Cancellation); // which came to nothing: its gate was closed

        var said = reply.Said(new GatewayError(503, "No.", "api_error") { Headers = [new("x-one", "1")] });

        Assert.Equal(expected, said.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Fact]
    public void The_head_goes_through_as_it_is_where_it_is_not()
    {
        var head = new ReplyHead(200, ReplyHead.Json);

        Reply().Begin(head);

        Assert.Same(head, _client.Head);
        Assert.True(_client.HasBegun);
    }

    private sealed class Client : Reply
    {
        public ReplyHead? Head { get; private set; }

        public override CancellationToken HangUp => CancellationToken.None;

        public override IBufferWriter<byte> Body { get; } = new ArrayBufferWriter<byte>();

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => ValueTask.FromResult(true);

        public override void Abort() => throw new NotSupportedException();

        protected override void OnBegin(ReplyHead head) => Head = head;
    }
}
