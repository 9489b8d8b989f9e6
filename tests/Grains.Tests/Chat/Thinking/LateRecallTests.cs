using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Thinking;
using Orleans.Gateway.Grains.Chat.Thinking;
using Orleans.Gateway.Grains.Tests.House;

namespace Orleans.Gateway.Grains.Tests.Chat.Thinking;

public class LateRecallTests
{
    [Fact]
    public async Task A_read_that_fails_when_nobody_waits_any_more_is_no_news()
    {
        Assert.False(await Unobserved.IsLeftByAsync("the store is down", static async () =>
        {
            var time = new FakeTimeProvider();
            var grains = DispatchProxy.Create<IGrainFactory, OneGrain>();
            var grain = ((OneGrain)grains).Grain;
            var recalled = new ThinkingMemory(new GrainSource { Current = grains }, time).RecallAsync("t", "b", ["call"]).AsTask();

            time.Advance(TimeSpan.FromMilliseconds(50));
            Assert.Null(await recalled);
            grain.Answer.SetException(new InvalidOperationException("the store is down"));
        }));
    }

    /// <summary>Whatever grain is asked for.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The proxy is made from it.")]
    private class OneGrain : DispatchProxy
    {
        public ThinkingGrain Grain { get; } = new();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }

    private sealed class ThinkingGrain : IThinkingGrain
    {
        public TaskCompletionSource<Immutable<byte[]>?> Answer { get; } = new();

        public Task KeepAsync(Immutable<byte[]> contentBlocks) => Task.CompletedTask;

        public ValueTask<Immutable<byte[]>?> RecallAsync() => new(Answer.Task);
    }
}
