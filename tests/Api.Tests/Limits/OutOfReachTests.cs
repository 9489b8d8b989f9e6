using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.Grains;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>A process whose owners of counters are out of reach, since it has no silo.</summary>
public sealed class OutOfReachTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_limit_is_shared_or_refuses_as_it_says()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, JsonSerializer.Serialize(new
        {
            backends = new { openai = Documents.OpenAi(provider.Url) },
            apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") } } },
            products = new { all = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new
            {
                sharing = new { product = "all", keys = new[] { LimitsFixture.Key("sharing") }, limits = new[] { new { requestsPerMinute = 2 } } },
                refusing = new { product = "all", keys = new[] { LimitsFixture.Key("refusing") }, limits = new[] { new { requestsPerMinute = 2, onUnavailable = "refuse" } } },
            },
        }));
        var grains = gateway.Services.GetRequiredService<GrainSource>();
        var silo = grains.Current;
        grains.Current = null;
        try
        {
            using var refused = await SayAsync(gateway, "refusing");
            var error = await ApiError.OfAsync(refused, 503, Cancellation);
            Assert.Equal(("limit_unavailable", "The limit of the subscription 'refusing' cannot be looked up at the moment. Try again later."), (error.Code, error.Message));
            Assert.Equal(1, LimitsFixture.Number(refused, "retry-after"));

            Assert.True((await SayAsync(gateway, "sharing")).IsSuccessStatusCode);
            Assert.True((await SayAsync(gateway, "sharing")).IsSuccessStatusCode);
            await ApiError.OfAsync(await SayAsync(gateway, "sharing"), 429, Cancellation);
        }
        finally
        {
            grains.Current = silo;
        }

        var metrics = await gateway.Http.GetStringAsync("/metrics", Cancellation);
        Assert.Matches("gateway_limits_unowned[a-z_]*\\{[^}]*\\} 2\\b", metrics);
        Assert.Matches("gateway_limits_spent[a-z_]*\\{[^}]*gateway_limit_kind=\"requests\"[^}]*gateway_limit_scope=\"subscription\"[^}]*\\} 2\\b", metrics);
        Assert.Matches("gateway_limits_refused[a-z_]*\\{[^}]*gateway_limit_kind=\"requests\"[^}]*gateway_limit_scope=\"subscription\"[^}]*\\} 2\\b", metrics);
    }

    private static Task<HttpResponseMessage> SayAsync(RunningGateway gateway, string subscription)
    {
        var request = ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = "hello" } } });
        request.Headers.Authorization = new("Bearer", LimitsFixture.Key(subscription));
        return gateway.Http.SendAsync(request, Cancellation);
    }
}
