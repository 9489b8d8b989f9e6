using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.Grains;

namespace Orleans.Gateway.Api.Tests.Calls;

/// <summary>A silo that was evicted, or is about to stop, refuses its own process' calls for a moment, or loses them, before it is gone.</summary>
public sealed class DepartedSiloTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_call_that_the_silo_refuses_is_served_once_without_it(bool stream) => ServedOnceAsync<Departed>(stream, nameof(SiloUnavailableException));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_call_that_the_silo_loses_is_served_once_without_it(bool stream) => ServedOnceAsync<Deaf>(stream, nameof(TimeoutException));

    [Fact]
    public async Task A_call_that_comes_to_the_grain_too_late_is_left_alone()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both(provider.Url));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        var source = gateway.Services.GetRequiredService<GrainSource>();
        var silo = source.Current!;
        source.Current = DispatchProxy.Create<IGrainFactory, Deaf>();
        using var served = await gateway.Http.SayAsync("claude", "hello", Cancellation);
        var (call, sink) = Deaf.Lost ?? default;

        await silo.GetGrain<IChatGrain>(0).RelayAsync(call!, sink!);
        source.Current = silo;
        using var next = await gateway.Http.SayAsync("claude", "again", Cancellation);

        Assert.True(served.IsSuccessStatusCode && next.IsSuccessStatusCode);
        Assert.Equal(2, provider.Requests.Count);
    }

    private static async Task ServedOnceAsync<TSilo>(bool stream, string why)
        where TSilo : DispatchProxy
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both(provider.Url));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        gateway.Services.GetRequiredService<GrainSource>().Current = DispatchProxy.Create<IGrainFactory, TSilo>();

        using var response = await gateway.Http.SayAsync("claude", "hello", Cancellation, stream);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains("hello", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Single(provider.Requests);
        Assert.Contains(gateway.Log.All, line => line.Contains($"this node's silo did not take it ({why})", StringComparison.Ordinal));
    }

    public class Departed : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.ReturnType == typeof(IChatGrain) ? Create<IChatGrain, Departed>() : throw new SiloUnavailableException("It has left.");
    }

    /// <summary>Says nothing to a message, as one that drops it.</summary>
    public class Deaf : DispatchProxy
    {
        public static (ChatCall Call, ReplySink Sink)? Lost { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod?.ReturnType == typeof(IChatGrain))
            {
                return Create<IChatGrain, Deaf>();
            }

            if (targetMethod?.Name is nameof(IChatGrain.RelayAsync))
            {
                Lost = ((ChatCall)args![0]!, (ReplySink)args[1]!);
                return default(ValueTask);
            }

            throw new SiloUnavailableException("It has left.");
        }
    }
}
