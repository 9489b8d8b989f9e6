using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.Grains;

namespace Orleans.Gateway.Api.Tests.Calls;

/// <summary>A silo that was evicted refuses its own process' calls for a moment before it is gone.</summary>
public sealed class DepartedSiloTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_the_silo_does_not_take_is_served_once_without_it(bool stream)
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both(provider.Url));
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        gateway.Services.GetRequiredService<GrainSource>().Current = DispatchProxy.Create<IGrainFactory, Departed>();

        using var response = await gateway.Http.SayAsync("claude", "hello", Cancellation, stream);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains("hello", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Single(provider.Requests);
        Assert.Contains(gateway.Log.All, line => line.Contains("this node's silo did not take it (SiloUnavailableException)", StringComparison.Ordinal));
    }

    public class Departed : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.ReturnType == typeof(IChatGrain) ? Create<IChatGrain, Departed>() : throw new SiloUnavailableException("It has left.");
    }
}
