using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Usage;

/// <summary>What calls used, as an operator reads it.</summary>
public sealed class UsageReportTests(UsageFixture fixture) : IClassFixture<UsageFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Each_call_counts_once_with_its_tokens_and_its_cost()
    {
        long prompt = 0, completion = 0;
        for (var call = 0; call < 5; call++)
        {
            var (_, asked, answered) = await fixture.SpendAsync("first", Cancellation);
            (prompt, completion) = (prompt + asked, completion + answered);
        }

        await fixture.SpendAsync("first", Cancellation, "claude");
        fixture.Provider.Script(Faults.Status(500));
        using var failed = await fixture.SayAsync("first", Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);

        await Eventually.HoldsAsync(async () =>
        {
            var usage = await AskAsync("usage?subscription=first&groupBy=alias,backend,day");
            Assert.Equal(["claude", "gpt"], usage.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("alias").GetString()));
            var (claude, gpt) = (usage.GetProperty("items")[0], usage.GetProperty("items")[1]);
            Assert.Equal(("openai", 6, 1), (gpt.GetProperty("backend").GetString(), Number(gpt, "requests"), Number(gpt, "failures")));
            Assert.Equal((prompt, completion, 0), (Number(gpt, "promptTokens"), Number(gpt, "completionTokens"), Number(gpt, "estimatedTokens")));
            Assert.Equal(UsageFixture.CostOf(prompt, completion), gpt.GetProperty("cost").GetDecimal());
            Assert.Equal((1, 0m), (Number(claude, "requests"), claude.GetProperty("cost").GetDecimal()));
            Assert.Equal(7, Number(usage.GetProperty("total"), "requests"));
        });

        // What was counted once stays counted once: many reports later it is the same.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        Assert.Equal(7, Number((await AskAsync("usage?subscription=first")).GetProperty("total"), "requests"));
    }

    [Fact]
    public async Task Usage_is_told_apart_paged_and_filtered()
    {
        await fixture.SpendAsync("second", Cancellation);
        await fixture.SpendAsync("second", Cancellation, "claude");

        await Eventually.HoldsAsync(async () => Assert.Equal(2, Number((await AskAsync("usage?subscription=second")).GetProperty("total"), "requests")));

        Assert.Equal(1, Number((await AskAsync("usage?subscription=second&backend=anthropic")).GetProperty("total"), "requests"));
        Assert.Equal(1, Number((await AskAsync("usage?subscription=second&alias=gpt&api=llm&product=used")).GetProperty("total"), "requests"));
        Assert.Equal(0, Number((await AskAsync("usage?subscription=second&from=2020-01&to=2020-02")).GetProperty("total"), "requests"));
        Assert.Empty((await AskAsync("usage?subscription=nobody")).GetProperty("items").EnumerateArray());

        var first = await AskAsync("usage?subscription=second&groupBy=alias&limit=1");
        var rest = await AskAsync($"usage?subscription=second&groupBy=alias&limit=1&after={first.GetProperty("next").GetString()}");
        Assert.Equal(("claude", "gpt"), (first.GetProperty("items")[0].GetProperty("alias").GetString(), rest.GetProperty("items")[0].GetProperty("alias").GetString()));
        Assert.False(rest.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task Behind_the_end_there_is_nothing_and_no_next_page()
    {
        await fixture.SpendAsync("listed", Cancellation);

        await Eventually.HoldsAsync(async () =>
        {
            var page = await AskAsync("usage?subscription=listed&groupBy=alias&after=2147483647");
            Assert.True(Number(page.GetProperty("total"), "requests") > 0);
            Assert.Empty(page.GetProperty("items").EnumerateArray());
            Assert.False(page.TryGetProperty("next", out _));
        });
    }

    [Fact]
    public async Task The_usage_of_a_product_is_that_of_its_subscriptions()
    {
        await fixture.SpendAsync("payer", Cancellation);

        await Eventually.HoldsAsync(async () =>
        {
            var product = (await AskAsync("usage?groupBy=product&product=paid")).GetProperty("items");
            var subscription = (await AskAsync("usage?groupBy=subscription&product=paid")).GetProperty("items");
            Assert.Equal((1, 1), (product.GetArrayLength(), subscription.GetArrayLength()));
            Assert.True(Number(product[0], "requests") > 0);
            Assert.Equal(("payer", Number(product[0], "promptTokens")), (subscription[0].GetProperty("subscription").GetString(), Number(subscription[0], "promptTokens")));
        });
    }

    [Theory]
    [InlineData("usage?subscription=third&groupBy=subscription,hour&format=csv", null)]
    [InlineData("usage?subscription=third&groupBy=subscription,hour", "text/csv")]
    public async Task Usage_comes_as_CSV_to_those_who_ask_for_it(string path, string? accept)
    {
        await fixture.SpendAsync("third", Cancellation);
        await Eventually.HoldsAsync(async () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/{path}");
            request.Headers.Authorization = new("Bearer", RunningGateway.AdminKey);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await fixture.Http.SendAsync(request, Cancellation);
            Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
            var lines = (await response.Content.ReadAsStringAsync(Cancellation)).Split("\r\n");
            Assert.Equal("subscription,hour,requests,failures,promptTokens,completionTokens,cachedTokens,cacheWriteTokens,reasoningTokens,estimatedTokens,cost", lines[0]);
            Assert.Matches("^third,[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z,[0-9]+,0,[0-9]+,[0-9]+,[0-9]+,[0-9]+,[0-9]+,[0-9]+,0\\.[0-9]+$", lines[1]);
        });
    }

    [Fact]
    public async Task A_client_that_leaves_is_counted_by_what_is_known()
    {
        var gate = new Gate();
        var text = $"leave {string.Join(' ', Enumerable.Repeat("word", 30))}";
        fixture.Provider.ScriptFor(text, Behaviour.Sensible.HeldAfter(8, gate));
        (await fixture.SayAsync("leaver", Cancellation, stream: true, text: text)).Dispose();
        await Eventually.HoldsAsync(async () =>
        {
            var total = (await AskAsync("usage?subscription=leaver")).GetProperty("total");
            Assert.Equal((1, 0), (Number(total, "requests"), Number(total, "failures")));
            Assert.InRange(Number(total, "estimatedTokens"), 25, 75);
            Assert.Equal(Number(total, "estimatedTokens"), Number(total, "promptTokens") + Number(total, "completionTokens"));
        });
        gate.Release();
    }

    [Theory]
    [InlineData("usage?from=yesterday", "from")]
    [InlineData("usage?from=2026-02&to=2026-01", "to")]
    [InlineData("usage?from=2020-01&to=2022-01", "to")]
    [InlineData("usage?groupBy=team", "groupBy")]
    [InlineData("usage?groupBy=day,day", "groupBy")]
    [InlineData("usage?groupBy=1", "groupBy")]
    [InlineData("usage?format=xml", "format")]
    public async Task A_question_that_makes_no_sense_is_told_why(string path, string field)
    {
        using var response = await fixture.Http.AdminGetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(field, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private Task<JsonElement> AskAsync(string path) => fixture.Http.AdminGetAsync(path, Cancellation).DoneAsync(Cancellation);

    private static long Number(JsonElement item, string name) => item.GetProperty(name).GetInt64();
}
