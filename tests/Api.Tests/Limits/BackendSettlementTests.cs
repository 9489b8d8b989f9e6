using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>A backend with a quota that nothing else has, so that its metrics are of this class alone.</summary>
public sealed class BackendSettlementFixture : GatewayFixture
{
    private protected override string Document(string providerUrl) => Documents.Of(
        new()
        {
            ["openai"] = Documents.OpenAi(providerUrl, more: new { limits = new[] { new { tokenQuota = 1_000_000, tokenQuotaPeriod = "Yearly" } } }),
            ["free"] = Documents.OpenAi(providerUrl),
            ["small"] = Documents.OpenAi(providerUrl, more: new { limits = new[] { new { requestsPerMinute = 1 } } }),
            ["anthropic"] = Documents.Anthropic(providerUrl, more: new { limits = new[] { new { tokensPerMinute = 1_000_000 } } }),
        },
        new() { ["gpt"] = Documents.Targets("openai"), ["claude"] = Documents.Targets("anthropic"), ["small"] = Documents.Targets("small", "free") });
}

/// <summary>What an attempt takes of its backend's limits in the end. Alone, since the metrics are those of the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class BackendSettlementTests(BackendSettlementFixture fixture) : IClassFixture<BackendSettlementFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt", "token-quota")]
    [InlineData("claude", "tokens")]
    public async Task An_attempt_is_settled_by_what_its_provider_says_that_it_used_streams_too(string alias, string kind)
    {
        const string Text = "one two three four five six seven";
        using var whole = await SayAsync(alias, Text, stream: false);
        var used = (await whole.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
        await SpentAsync(used);

        using (var stream = await SayAsync(alias, Text, stream: true))
        {
            Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
            await stream.Content.ReadAsStringAsync(Cancellation);
        }

        await SpentAsync(2 * used);

        fixture.Provider.ScriptFor("fail this", Faults.Status(500));
        using (var failed = await SayAsync(alias, "fail this", stream: false))
        {
            await ApiError.OfAsync(failed, 502, Cancellation);
        }

        using var last = await SayAsync(alias, Text, stream: false);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        await SpentAsync(3 * used);

        async Task SpentAsync(long tokens) => await Eventually.HoldsAsync(async () => Assert.Equal(tokens, await BackendMetrics.SumAsync(fixture, "spent", kind)));
    }

    [Fact]
    public async Task A_backend_that_was_passed_over_shows_in_the_metrics()
    {
        for (var call = 0; call < 3; call++)
        {
            using var answer = await SayAsync("small", "hello", stream: false);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await Eventually.HoldsAsync(async () => Assert.Equal((1L, 2L), (await BackendMetrics.SumAsync(fixture, "spent", "requests"), await BackendMetrics.SumAsync(fixture, "refused", "requests"))));
    }

    private Task<HttpResponseMessage> SayAsync(string alias, string text, bool stream) =>
        fixture.Http.SendAsync(ChatCalls.Request(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } }), Cancellation);
}
