using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>The test of a backend, on a gateway of its own: there are not many in a minute.</summary>
public sealed class BackendTrialTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_test_says_how_it_went_costs_one_call_and_is_limited()
    {
        foreach (var backend in (string[])["openai", "anthropic", "echo"])
        {
            var tested = await AskAsync(backend);
            Assert.True(tested.GetProperty("answered").GetBoolean(), tested.GetRawText());
            Assert.Contains("ok", tested.GetProperty("reply").GetString(), StringComparison.Ordinal);
            Assert.True(tested.GetProperty("milliseconds").GetInt64() >= 0);
        }

        Assert.Equal(["gpt-4o", "claude-sonnet-4-5"], fixture.Provider.Requests.Select(request => request.Model));
        Assert.Equal("Bearer sk-provider-key", fixture.Provider.Requests[0].Header("Authorization"));

        fixture.Provider.Script(Faults.Status(401, "Incorrect API key provided: sk-provider-key."), Faults.Status(500), Faults.ClosesBeforeHeaders());
        foreach (var status in (int?[])[401, 500, null])
        {
            var failed = await AskAsync("openai");
            Assert.False(failed.GetProperty("answered").GetBoolean());
            Assert.Equal(status, failed.TryGetProperty("status", out var shown) ? shown.GetInt32() : null);
            Assert.NotEmpty(failed.GetProperty("problem").GetString()!);
            Assert.All(ApiError.Canaries, canary => Assert.DoesNotContain(canary, failed.GetRawText(), StringComparison.OrdinalIgnoreCase));
        }

        using var unknown = await fixture.Http.AdminAsync("POST", "backends/none-such/test", Cancellation);
        await unknown.ProblemAsync(404, Cancellation);
        for (var at = 6; at < 10; at++)
        {
            await AskAsync("echo");
        }

        using var many = await fixture.Http.AdminAsync("POST", "backends/echo/test", Cancellation);
        await many.ProblemAsync(429, Cancellation);
        Assert.NotNull(many.Headers.RetryAfter);
        var usage = await fixture.Http.AdminGetAsync("backends/openai/usage", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(0, usage.GetProperty("usage").GetProperty("attempts").GetInt64());
    }

    private Task<JsonElement> AskAsync(string backend) => fixture.Http.AdminAsync("POST", $"backends/{backend}/test", Cancellation).DoneAsync(Cancellation);
}
