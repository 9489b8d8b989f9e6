using System.Globalization;
using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>Aliases whose backends have limits, each for one test: a limit remembers.</summary>
public sealed class BackendLimitFixture : GatewayFixture
{
    /// <summary>The backends of each alias, in the order in which they are tried, with their limits.</summary>
    private static readonly Dictionary<string, (string Backend, object? Limit)[]> Aliases = new()
    {
        ["by-requests"] = [("requests-1", new { requestsPerMinute = 1 }), ("requests-2", null)],
        ["by-tokens"] = [("tokens-1", new { tokensPerMinute = 5 }), ("tokens-2", null)],
        ["by-quota"] = [("quota-1", new { tokenQuota = 5, tokenQuotaPeriod = "Yearly" }), ("quota-2", null)],
        ["by-money"] = [("money-1", new { spendLimit = 0.00001, spendLimitPeriod = "Yearly" }), ("money-2", null)],
        ["all"] = [("all-1", new { requestsPerMinute = 1 }), ("all-2", new { requestsPerMinute = 2 })],
        ["only"] = [("only-1", new { requestsPerMinute = 1 })],
        ["failing"] = [("failing-1", new { requestsPerMinute = 1 }), ("failing-2", null)],
        ["shown"] = [("shown-1", new { tokenQuota = 1_000, tokenQuotaPeriod = "Yearly" })],
        ["leaving"] = [("leaving-1", new { requestsPerMinute = 1 }), ("leaving-2", null)],
    };

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = Aliases.Values.SelectMany(backends => backends).ToDictionary(backend => backend.Backend, backend => backend.Limit is null
            ? Documents.OpenAi(providerUrl)
            : Documents.OpenAi(providerUrl, more: new { limits = new[] { backend.Limit }, prices = new { input = 1, output = 2 } })),
        apis = new { llm = new { path = "/llm/v1", aliases = Aliases.ToDictionary(alias => alias.Key, alias => Documents.Targets([.. alias.Value.Select(backend => backend.Backend)])) } },
        products = new { all = new { apis = new { llm = new[] { "*" } }, showRouting = true } },
        subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Documents.Key } } },
    });
}

/// <summary>What a backend may serve: calls go elsewhere before its provider refuses them.</summary>
public sealed class BackendLimitTests(BackendLimitFixture fixture) : IClassFixture<BackendLimitFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("by-requests", "requests")]
    [InlineData("by-tokens", "tokens")]
    [InlineData("by-quota", "quota")]
    [InlineData("by-money", "money")]
    public async Task A_backend_that_is_at_its_limit_is_passed_over_at_the_cost_of_no_attempt(string alias, string backend)
    {
        // The prompt alone is more than 5 tokens: while all of a limit is there, that is for the provider to say.
        const string Text = "one two three four five six seven eight nine";

        Assert.Equal(($"{backend}-1", 1), await ServedByAsync(alias, Text));
        Assert.Equal(($"{backend}-2", 1), await ServedByAsync(alias, Text));
        Assert.Equal(($"{backend}-2", 1), await ServedByAsync(alias, Text));
    }

    [Fact]
    public async Task A_client_is_told_to_wait_for_the_first_of_them_when_all_are_at_their_limits()
    {
        Assert.Equal("all-1", (await ServedByAsync("all")).Backend);
        Assert.Equal("all-2", (await ServedByAsync("all")).Backend);
        Assert.Equal("all-2", (await ServedByAsync("all")).Backend);
        var asked = fixture.Provider.Requests.Count;

        using var response = await SayAsync("all", "hello");

        var error = await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Equal("rate_limit_error", error.Type);
        Assert.DoesNotContain("all-", error.Message, StringComparison.Ordinal);
        // One in 60 seconds for the one, one in 30 for the other.
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 20, 30);
        Assert.Equal(asked, fixture.Provider.Requests.Count);
    }

    [Fact]
    public async Task An_only_backend_at_its_limit_is_not_asked()
    {
        Assert.Equal("only-1", (await ServedByAsync("only")).Backend);

        using var response = await SayAsync("only", "hello");

        await ApiError.OfAsync(response, 429, Cancellation);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 45, 60);
    }

    [Fact]
    public async Task An_attempt_that_fails_before_it_was_answered_takes_nothing()
    {
        fixture.Provider.ScriptFor("fail this", Faults.Status(500));

        Assert.Equal(("failing-2", 2), await ServedByAsync("failing", "fail this"));
        Assert.Equal("failing-1", (await ServedByAsync("failing")).Backend);
        Assert.Equal("failing-2", (await ServedByAsync("failing")).Backend);
    }

    [Fact]
    public async Task What_a_client_that_leaves_has_asked_for_counts()
    {
        var gate = new Gate();
        fixture.Provider.ScriptFor("leave now", Behaviour.Sensible.HeldBeforeHeaders(gate));
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var call = fixture.Http.SendAsync(Request("leaving", "leave now", false), leaving.Token);
            await gate.Reached.WaitAsync(Cancellation);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        gate.Release();
        await Eventually.TrueAsync(() => fixture.Gateway.InFlight("leaving-1") == 0, Cancellation);
        Assert.Equal("leaving-2", (await ServedByAsync("leaving")).Backend);
    }

    [Fact]
    public async Task An_operator_sees_what_is_used_of_a_backend()
    {
        using var response = await SayAsync("shown", "hello");
        var spent = (await response.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();

        var answer = await fixture.Http.AdminGetAsync("limits?backend=shown-1", Cancellation).DoneAsync(Cancellation);

        var quota = Assert.Single(answer.GetProperty("items").EnumerateArray());
        Assert.Equal(["backend", "shown-1", "token-quota", "backend", "Yearly"], new[] { "scope", "owner", "kind", "counterKey", "period" }.Select(property => quota.GetProperty(property).GetString()));
        var (used, leased, left) = (quota.GetProperty("used").GetInt64(), quota.GetProperty("leased").GetInt64(), quota.GetProperty("remaining").GetInt64());
        Assert.Equal(1_000, used + leased + left);
        Assert.InRange(spent, 1, used + leased);
    }

    private async Task<(string Backend, int Attempts)> ServedByAsync(string alias, string text = "hello")
    {
        using var response = await SayAsync(alias, text);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (Assert.Single(response.Headers.GetValues("x-gateway-backend")), int.Parse(Assert.Single(response.Headers.GetValues("x-gateway-attempts")), CultureInfo.InvariantCulture));
    }

    private Task<HttpResponseMessage> SayAsync(string alias, string text, bool stream = false) => fixture.Http.SendAsync(Request(alias, text, stream), Cancellation);

    private static HttpRequestMessage Request(string alias, string text, bool stream) =>
        ChatCalls.Request(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });
}
