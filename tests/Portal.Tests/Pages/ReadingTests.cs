using System.Net.Http.Json;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>What pages say to those who only read them.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReadingTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Tabs_and_bookmarks_have_the_title_of_the_page()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends");
        await visitor.Page.WaitForFunctionAsync("() => document.title === 'Backends · Orleans Gateway'");
    }

    [Fact]
    public async Task Headings_stand_over_their_columns_in_the_targets_of_an_alias()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=echo");
        await visitor.Page.Locator("fluent-text-input[aria-label='Weight of echo']").Or(visitor.Page.GetByLabel("Weight of echo")).First.WaitForAsync();
        var columns = await visitor.Page.Locator(".target").EvaluateAllAsync<string[]>("rows => rows.map(row => getComputedStyle(row).gridTemplateColumns)");

        Assert.True(columns.Length > 1);
        Assert.Single(columns.Distinct());
    }

    [Theory]
    [InlineData("apis")]
    [InlineData("backends")]
    [InlineData("products")]
    [InlineData("subscriptions")]
    [InlineData("calls")]
    [InlineData("audit")]
    public async Task A_filter_that_nothing_matches_says_so_and_is_cleared(string page)
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync($"{page}?q=zzz");
        await visitor.SeesAsync("Nothing matches “zzz”");
        Assert.Equal(0, await visitor.Page.Locator("main th").CountAsync());

        await visitor.Button("Clear").ClickAsync();
        await visitor.Page.GetByText("Nothing matches").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.EndsWith($"/{page}", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_finds_what_is_not_among_the_newest_records_and_says_what_it_was_in_words()
    {
        await fixture.CreateAsync("backends/sought", new { format = "echo" });
        foreach (var mode in (string[])["open", "auto"])
        {
            using var set = await fixture.Gateway.Admin.PostAsJsonAsync("backends/sought/circuit", new { mode }, Patience.Token);
            set.EnsureSuccessStatusCode();
        }

        for (var at = 0; at < 60; at++)
        {
            using var refused = await fixture.Gateway.Admin.PostAsJsonAsync("backends/echo/circuit", new { mode = "none" }, Patience.Token);
        }

        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("audit?q=sought");
        await visitor.SeesAsync("created the backend sought");
        Assert.Equal(2, await visitor.Page.GetByText("set the circuit of the backend sought").CountAsync());
        Assert.Equal(3, await visitor.Page.GetByText("Detail", new() { Exact = true }).CountAsync());
    }

    [Fact]
    public async Task A_subscription_without_limits_names_those_of_its_product()
    {
        await fixture.CreateAsync("products/limited", new { apis = new { llm = new[] { "*" } }, limits = new[] { new { requestsPerMinute = 5 } } });
        await fixture.CreateAsync("subscriptions/of-limited", new { product = "limited" });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("subscriptions/of-limited");
        await visitor.SeesAsync("No limits of its own");
        await visitor.Page.GetByText("Limits of limited").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "limited", Level = 1 }).WaitForAsync();
    }

    [Fact]
    public async Task A_call_that_the_gateway_refused_has_failed_and_had_no_backend()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("console?api=llm&alias=echo");
        await visitor.FillAsync("console-key", "no-such-key");
        await visitor.Button("Send").ClickAsync();
        await visitor.SeesAsync("Failed.");
        Assert.Contains("no backend answered", await visitor.Page.Locator("#console-facts").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_shows_a_backend_that_is_open_before_the_others()
    {
        await fixture.CreateAsync("backends/zz-broken", new { format = "echo" });
        using var kept = await fixture.Gateway.Admin.PostAsJsonAsync("backends/zz-broken/circuit", new { mode = "open" }, Patience.Token);
        kept.EnsureSuccessStatusCode();
        await using var visitor = await fixture.SignInAsync();
        await visitor.Page.Locator("[aria-label=Backends] tbody tr:first-child", new() { HasText = "zz-broken" }).WaitForAsync();
        using var freed = await fixture.Gateway.Admin.PostAsJsonAsync("backends/zz-broken/circuit", new { mode = "auto" }, Patience.Token);
        freed.EnsureSuccessStatusCode();
    }
}
