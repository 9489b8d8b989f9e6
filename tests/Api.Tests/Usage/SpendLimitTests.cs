using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Usage;

/// <summary>A limit in money works like a quota of tokens, by the prices of the backends.</summary>
public sealed class SpendLimitTests(UsageFixture fixture) : IClassFixture<UsageFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Calls_are_refused_when_the_money_is_spent()
    {
        var spent = 0m;
        HttpResponseMessage response;
        while ((response = await fixture.SayAsync("payer", Cancellation)).IsSuccessStatusCode)
        {
            var usage = (await response.JsonAsync(Cancellation)).GetProperty("usage");
            spent += UsageFixture.CostOf(usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
            Assert.True(spent < 0.01m, "Nothing was refused.");
        }

        var error = await ApiError.OfAsync(response, 403, Cancellation);
        Assert.Equal(("insufficient_quota", "insufficient_quota"), (error.Type, error.Code));
        Assert.Matches(
            "^The spending limit of the product 'paid' is used up: 0\\.001 per year, of which 0\\.[0-9]+ are left, and this request is expected to cost about 0\\.[0-9]+\\. It is renewed at [0-9]{4}-01-01 00:00 UTC\\.$",
            error.Message);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.False(response.Headers.Contains("x-ratelimit-limit-tokens"));
        Assert.InRange(spent, 0.0005m, 0.0012m); // by how far the estimate of the last call may be off
    }

    [Fact]
    public async Task A_prompt_that_costs_more_than_all_there_is_is_refused_at_once()
    {
        using var response = await fixture.SayAsync("poor", Cancellation, text: string.Join(' ', Enumerable.Repeat("word", 100)));

        var error = await ApiError.OfAsync(response, 403, Cancellation);
        Assert.Matches("^This request is too large for the spending limit of the product 'tiny'.*: its prompt costs about 0\\.0002[0-9]*, and 0\\.00001 per month are allowed\\. Send a shorter one\\.$", error.Message);
        Assert.Empty(fixture.AttemptsOf(response));
    }

    [Fact]
    public async Task Without_an_estimate_a_dear_prompt_passes_once_and_is_owed()
    {
        // Of an alias of its own: how long its answers are is expected of the next ones.
        var words = string.Join(' ', Enumerable.Repeat("word", 100));
        using var first = await fixture.SayAsync("careless", Cancellation, "both", text: words);
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync(Cancellation));

        using var second = await fixture.SayAsync("careless", Cancellation, "both", text: words);

        var error = await ApiError.OfAsync(second, 403, Cancellation);
        Assert.StartsWith("The spending limit of the product 'tiny-unestimated' is used up: 0.00001 per month", error.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.AttemptsOf(second));
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("free")]
    public async Task A_backend_that_costs_nothing_is_there_when_the_money_is_spent(string alias)
    {
        HttpResponseMessage refused;
        while ((refused = await fixture.SayAsync("broke", Cancellation, "dear")).IsSuccessStatusCode)
        {
            refused.Dispose();
        }

        await ApiError.OfAsync(refused, 403, Cancellation);
        var (_, prompt, _) = await fixture.SpendAsync("broke", Cancellation, alias);

        Assert.True(prompt > 0);
    }
}
