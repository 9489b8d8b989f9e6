using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>Each amount of a limit acts, and what its client reads.</summary>
public sealed class RefusalTests(LimitsFixture fixture) : IClassFixture<LimitsFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Requests_beyond_the_rate_are_told_when_to_come_again()
    {
        await fixture.SpendAsync("requests", "hello", Cancellation);
        await fixture.SpendAsync("requests", "hello", Cancellation);

        using var response = await fixture.SayAsync("requests", "hello", Cancellation);

        var error = await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.Type, error.Code));
        Assert.StartsWith("Rate limit reached for the subscription 'requests': 2 requests per minute. Try again in ", error.Message, StringComparison.Ordinal);
        Assert.InRange(LimitsFixture.Number(response, "retry-after"), 20, 30);
        Assert.InRange(LimitsFixture.Number(response, "retry-after-ms"), 20_000, 30_000);
        Assert.InRange(LimitsFixture.Number(response, "x-wait"), 20, 30);
        Assert.Equal((2, 0), (LimitsFixture.Number(response, "x-ratelimit-limit-requests"), LimitsFixture.Number(response, "x-ratelimit-remaining-requests")));
        Assert.False(response.Headers.Contains("x-should-retry"));
    }

    [Fact]
    public async Task Tokens_beyond_the_rate_are_refused_by_what_was_used()
    {
        long used = 0;
        HttpResponseMessage response;
        for (var call = 0; ; call++)
        {
            response = await fixture.SayAsync("rate", "one two three four five", Cancellation);
            if (!response.IsSuccessStatusCode)
            {
                break;
            }

            var tokens = (await response.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
            used += tokens;
            Assert.Equal(tokens, LimitsFixture.Number(response, "tokens-used"));
            Assert.InRange(LimitsFixture.Number(response, "tokens-left"), 60 - used, 60 - used + 30);
            Assert.True(call < 20, "Nothing was refused.");
        }

        var error = await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Equal("rate_limit_exceeded", error.Code);
        Assert.Matches("^Rate limit reached for the subscription 'rate': 60 tokens per minute, of which [0-9]+ are left, and this request needs about [0-9]+\\. Try again in [0-9.ms]+\\.$", error.Message);
        Assert.InRange(used, 40, 90);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_a_403_that_names_its_renewal()
    {
        long used = 0;
        HttpResponseMessage response;
        while ((response = await fixture.SayAsync("quota", "one two three", Cancellation)).IsSuccessStatusCode)
        {
            used += (await response.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
        }

        var error = await ApiError.OfAsync(response, 403, Cancellation);
        Assert.Equal(("insufficient_quota", "insufficient_quota"), (error.Type, error.Code));
        Assert.StartsWith("The token quota of the subscription 'quota' is used up: 60 tokens per year, of which ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"It is renewed at {TimeProvider.System.GetUtcNow().Year + 1}-01-01 00:00 UTC.", error.Message, StringComparison.Ordinal);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.InRange(used, 40, 75); // by how far the estimate of the last call may be off
    }

    [Fact]
    public async Task A_prompt_above_the_whole_limit_is_refused_at_once_and_not_to_come_again()
    {
        using var response = await fixture.SayAsync("small", string.Join(' ', Enumerable.Repeat("word", 50)), Cancellation);

        var error = await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Matches("^This request is too large for the limit of the subscription 'small': its prompt has about 5[0-9] tokens, and 20 tokens per minute are allowed\\. Send a shorter one\\.$", error.Message);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.False(response.Headers.Contains("retry-after"));
        Assert.Empty(fixture.AttemptsOf(response));
    }

    [Fact]
    public async Task Without_an_estimate_a_long_prompt_passes_and_the_next_waits_for_what_it_used()
    {
        using var first = await fixture.SayAsync("small-unestimated", string.Join(' ', Enumerable.Repeat("word", 50)), Cancellation);
        Assert.True(first.IsSuccessStatusCode);
        await fixture.SettledAsync(Cancellation);

        using var second = await fixture.SayAsync("small-unestimated", "hello", Cancellation);

        await ApiError.OfAsync(second, 429, Cancellation);
        Assert.InRange(LimitsFixture.Number(second, "retry-after"), 60, 600);
    }

    [Fact]
    public async Task One_call_at_a_time_is_one()
    {
        var gate = new Gate();
        fixture.Provider.ScriptFor("the held one", Behaviour.Sensible.HeldBeforeHeaders(gate));
        var held = fixture.SayAsync("one-at-a-time", "the held one", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);

        using var refused = await fixture.SayAsync("one-at-a-time", "hello", Cancellation);

        var error = await ApiError.OfAsync(refused, 429, Cancellation);
        Assert.Equal("Too many requests at the same time for the subscription 'one-at-a-time': 1 are allowed. Try again when one of them has ended.", error.Message);
        Assert.Equal(1, LimitsFixture.Number(refused, "retry-after"));
        gate.Release();
        (await held).Dispose();
        await fixture.SettledAsync(Cancellation);
        await Eventually.HoldsAsync(async () =>
        {
            using var next = await fixture.SayAsync("one-at-a-time", "hello", Cancellation);
            Assert.True(next.IsSuccessStatusCode);
        });
    }

    [Fact]
    public async Task A_call_that_one_limit_refuses_takes_nothing_from_the_others()
    {
        var (first, used) = await fixture.SpendAsync("both", "hello", Cancellation);
        Assert.Equal(100_000 - used, LimitsFixture.Number(first, "x-ratelimit-remaining-tokens"));

        using var refused = await fixture.SayAsync("both", "hello", Cancellation);

        await ApiError.OfAsync(refused, 429, Cancellation);
        Assert.Equal(100_000 - used, LimitsFixture.Number(refused, "x-ratelimit-remaining-tokens"));
    }

    [Fact]
    public async Task A_refusal_of_requests_tells_the_tightest_limit_of_tokens_all_the_same()
    {
        var (first, _) = await fixture.SpendAsync("all-three", "hello", Cancellation);
        Assert.Equal(50_000, LimitsFixture.Number(first, "x-ratelimit-limit-tokens"));

        using var refused = await fixture.SayAsync("all-three", "hello", Cancellation);

        await ApiError.OfAsync(refused, 429, Cancellation);
        Assert.Equal(50_000, LimitsFixture.Number(refused, "x-ratelimit-limit-tokens"));
        Assert.InRange(LimitsFixture.Number(refused, "x-ratelimit-remaining-tokens"), 49_000, 50_000);
    }

    [Fact]
    public async Task A_limit_of_an_API_or_a_product_is_shared_by_those_whom_its_key_names()
    {
        (await fixture.SayAsync("first-of-product", "hello", Cancellation)).EnsureSuccessStatusCode();
        using var second = await fixture.SayAsync("second-of-product", "hello", Cancellation);
        var error = await ApiError.OfAsync(second, 429, Cancellation);
        Assert.StartsWith("Rate limit reached for the product 'limited': 1 requests per minute.", error.Message, StringComparison.Ordinal);

        async Task<HttpResponseMessage> NarrowAsync(string subscription)
        {
            var request = ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = "hello" } } }, "/narrow/v1/chat/completions");
            request.Headers.Authorization = new("Bearer", LimitsFixture.Key(subscription));
            return await fixture.Http.SendAsync(request, Cancellation);
        }

        (await NarrowAsync("free")).EnsureSuccessStatusCode();
        var narrow = await ApiError.OfAsync(await NarrowAsync("failing"), 429, Cancellation);
        Assert.StartsWith("Rate limit reached for the API 'narrow' (counted by product): 1 requests per minute.", narrow.Message, StringComparison.Ordinal);
        (await NarrowAsync("of-another-product")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_limit_of_an_alias_holds_for_its_calls_beside_those_of_the_subscription()
    {
        (await fixture.SayAsync("one", "hello", Cancellation, "capped")).EnsureSuccessStatusCode();
        (await fixture.SayAsync("one", "hello", Cancellation)).EnsureSuccessStatusCode();
        using var second = await fixture.SayAsync("one", "hello", Cancellation, "capped");
        using var other = await fixture.SayAsync("two", "hello", Cancellation, "capped");

        var error = await ApiError.OfAsync(second, 429, Cancellation);
        Assert.StartsWith("Rate limit reached for the alias 'capped': 1 requests per minute. Try again in ", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 100_000), (LimitsFixture.Number(other, "x-ratelimit-limit-requests"), LimitsFixture.Number(other, "x-ratelimit-limit-tokens")));

        (await fixture.SayAsync("one", "hello", Cancellation, "shared")).EnsureSuccessStatusCode();
        using var shared = await fixture.SayAsync("two", "hello", Cancellation, "shared");
        await ApiError.OfAsync(shared, 429, Cancellation);
        var metrics = await fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Matches("gateway_limits_refused[a-z_]*\\{[^}]*gateway_limit_kind=\"requests\"[^}]*gateway_limit_scope=\"alias\"[^}]*\\} 2\\b", metrics);
    }

    [Fact]
    public async Task Counters_are_told_apart_by_their_key()
    {
        async Task<int> StatusAsync(string subscription, string alias = "gpt", string? team = null)
        {
            using var response = await fixture.SayAsync(subscription, "hello", Cancellation, alias, team: team);
            return (int)response.StatusCode;
        }

        int[] byHeader = [await StatusAsync("by-header", team: "a"), await StatusAsync("by-header", team: "a"), await StatusAsync("by-header", team: "b c"), await StatusAsync("by-header"), await StatusAsync("by-header")];
        int[] byAlias = [await StatusAsync("by-alias"), await StatusAsync("by-alias"), await StatusAsync("by-alias", "claude")];
        int[] byAddress = [await StatusAsync("by-address"), await StatusAsync("by-address", "claude")];

        Assert.Equal([200, 429, 200, 200, 429], byHeader);
        Assert.Equal([200, 429, 200], byAlias);
        Assert.Equal([200, 429], byAddress);
    }

    [Fact]
    public async Task The_official_client_says_what_was_refused_and_when_to_come_again()
    {
        await Client("sdk-rate").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);

        var rate = await Assert.ThrowsAsync<ClientResultException>(() => Client("sdk-rate").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation));

        Assert.Equal(429, rate.Status);
        Assert.Contains("rate_limit_exceeded", rate.Message, StringComparison.Ordinal);
        Assert.Contains("Rate limit reached for the subscription 'sdk-rate': 1 requests per minute. Try again in ", rate.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_says_that_a_quota_is_used_up()
    {
        var client = new ChatClient("gpt", new ApiKeyCredential(LimitsFixture.Key("sdk-quota")), new OpenAIClientOptions { Endpoint = new Uri(fixture.Gateway.Url + "/llm/v1") });
        var quota = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            while (true)
            {
                await client.CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);
            }
        });

        Assert.Equal(403, quota.Status);
        Assert.Contains("insufficient_quota", quota.Message, StringComparison.Ordinal);
        Assert.Contains("The token quota of the subscription 'sdk-quota' is used up: 40 tokens per month", quota.Message, StringComparison.Ordinal);
    }

    private ChatClient Client(string subscription) => new("gpt", new ApiKeyCredential(LimitsFixture.Key(subscription)), new OpenAIClientOptions
    {
        Endpoint = new Uri(fixture.Gateway.Url + "/llm/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    });
}
