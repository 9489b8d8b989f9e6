using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>What of its limits a subscription has used, as an operator sees it.</summary>
public sealed class CountersInUseTests(LimitsFixture fixture) : IClassFixture<LimitsFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task An_operator_sees_what_is_used_and_left_of_each_limit_of_a_subscription()
    {
        var before = await ListAsync("subscription=looked-at&api=llm&alias=capped");
        Assert.Equal(["token-quota", "spend", "concurrency", "requests", "requests"], before.Select(item => Text(item, "kind")));
        Assert.Equal(["subscription", "subscription", "subscription", "subscription", "alias"], before.Select(item => Text(item, "scope")).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal((2.5m, 0m, 2.5m, "Daily"), (Number(before[1], "amount"), Number(before[1], "used"), Number(before[1], "remaining"), Text(before[1], "period")));
        Assert.Equal("subscription/looked-at/spend/Daily/alias=llm/capped", Text(before[1], "counter"));
        Assert.Equal("header:x-team", before[0].GetProperty("needs")[0].GetString());
        Assert.False(before[0].TryGetProperty("used", out _));

        var gate = new Gate();
        fixture.Provider.ScriptFor("look at this one", Behaviour.Sensible.HeldBeforeHeaders(gate));
        var held = fixture.SayAsync("looked-at", "look at this one", Cancellation, team: "blue");
        await gate.Reached.WaitAsync(Cancellation);
        var concurrent = Assert.Single(await ListAsync("subscription=looked-at&api=llm&alias=gpt"), item => Text(item, "kind") == "concurrency");
        Assert.Equal((3m, 1m, 0m, 2m), (Number(concurrent, "amount"), Number(concurrent, "used"), Number(concurrent, "leased"), Number(concurrent, "remaining")));
        gate.Release();
        var spent = (await (await held).JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetDecimal();

        var blue = await ListAsync("subscription=looked-at&api=llm&alias=gpt&with=header:x-team=blue");
        var quota = Assert.Single(blue, item => Text(item, "kind") == "token-quota");
        Assert.Equal(100_000, Number(quota, "used") + Number(quota, "leased") + Number(quota, "remaining"));
        Assert.InRange(spent, 1, Number(quota, "used") + Number(quota, "leased"));
        var requests = Assert.Single(blue, item => Text(item, "kind") == "requests");
        Assert.Equal(1, Number(requests, "used") + Number(requests, "leased"));
        Assert.All(
            (await ListAsync("subscription=looked-at&api=llm&alias=gpt&with=header:x-team=")).Where(item => Text(item, "counterKey")!.Contains("header", StringComparison.Ordinal)),
            item => Assert.Equal(0, Number(item, "used")));
        await Eventually.HoldsAsync(async () => Assert.Equal(0, Number((await ListAsync("subscription=looked-at&api=llm&alias=gpt"))[2], "used")));
    }

    [Fact]
    public async Task What_is_used_comes_to_be_exact_and_is_paged()
    {
        (await fixture.SayAsync("first-of-product", "hello", Cancellation, "shared")).EnsureSuccessStatusCode();

        // Leases of a rate come back after 5 seconds; in a minute, the bucket is full again.
        await Eventually.HoldsAsync(async () =>
        {
            var item = Assert.Single(await ListAsync("subscription=second-of-product&alias=shared"), item => Text(item, "scope") == "product");
            Assert.Equal(("limited", "product/limited/requests/product=limited"), (Text(item, "owner"), Text(item, "counter")));
            Assert.Equal((1m, 0m, 0m), (Number(item, "used"), Number(item, "leased"), Number(item, "remaining")));
        });

        var first = await AskAsync("limits?subscription=second-of-product&alias=shared&limit=1");
        var rest = await AskAsync($"limits?subscription=second-of-product&alias=shared&limit=1&after={Text(first, "next")}");
        Assert.False(rest.TryGetProperty("next", out _));
        Assert.Equal(["alias", "product"], new[] { first, rest }.Select(page => Text(Assert.Single(page.GetProperty("items").EnumerateArray()), "scope")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Behind_the_end_there_is_nothing_and_no_next_page()
    {
        var page = await AskAsync("limits?subscription=looked-at&after=2147483647");

        Assert.Empty(page.GetProperty("items").EnumerateArray());
        Assert.False(page.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("limits", 400, "subscription")]
    [InlineData("limits?subscription=free&with=team=blue", 400, "with")]
    [InlineData("limits?subscription=nobody", 404, "nobody")]
    [InlineData("limits?backend=nothing", 404, "backend 'nothing'")]
    [InlineData("limits?subscription=free&backend=nothing", 400, "backend")]
    [InlineData("limits?subscription=open:all", 404, "open:all")]
    public async Task What_cannot_be_listed_is_said(string path, int status, string named)
    {
        using var response = await fixture.Http.AdminGetAsync(path, Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<JsonElement[]> ListAsync(string query) => [.. (await AskAsync($"limits?{query}")).GetProperty("items").EnumerateArray()];

    private Task<JsonElement> AskAsync(string path) => fixture.Http.AdminGetAsync(path, Cancellation).DoneAsync(Cancellation);

    private static string? Text(JsonElement item, string property) => item.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static decimal Number(JsonElement item, string property) => item.GetProperty(property).GetDecimal();
}
