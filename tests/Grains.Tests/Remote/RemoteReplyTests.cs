using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat.Remote;
using Orleans.Gateway.Grains.Tests.House;

namespace Orleans.Gateway.Grains.Tests.Remote;

public class RemoteReplyTests
{
    private static readonly ChatCall Call = new() { Api = "llm", Subscription = "s", RequestId = "r", Body = default };

    [Fact]
    public async Task A_silo_that_fails_when_nobody_waits_any_more_is_no_news()
    {
        Assert.False(await Unobserved.IsLeftByAsync("the silo has died", static async () =>
        {
            using var over = new CancellationTokenSource();
            var silo = new Silo();
            using var reply = new RemoteReply(silo, 1, over.Token);
            var begun = reply.BeginAsync(Call).AsTask();

            await over.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begun);
            silo.Answer.SetException(new InvalidOperationException("the silo has died"));
        }));
    }

    private sealed class Silo : IRemoteChatGrain
    {
        public TaskCompletionSource<ReplyFrame> Answer { get; } = new();

        public ValueTask<ReplyFrame> BeginAsync(long reply, ChatCall call) => new(Answer.Task);

        public ValueTask<ReplyFrame> NextAsync(long reply) => throw new NotSupportedException();

        public ValueTask GiveUpAsync(long reply) => ValueTask.CompletedTask;
    }
}
