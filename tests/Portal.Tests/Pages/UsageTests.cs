using System.Net.Http.Json;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class UsageTests(BrowserFixture fixture)
{
    [Fact]
    public async Task What_was_used_is_shown_in_money_grouped_by_its_address_and_downloaded_by_the_cookie_alone()
    {
        await fixture.CreateAsync("backends/priced", new { format = "echo", prices = new { input = 1000, output = 2000 } });
        await fixture.CreateAsync("apis/llm/aliases/metered", new { targets = new[] { new { backend = "priced" } } });
        await CallAsync("metered");
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("usage?alias=metered&by=alias,backend");
        await page.Locator("#usage-rows", new() { HasText = "priced" }).WaitForAsync();
        Assert.Contains("Cost", await page.Locator("#usage-totals").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#usage-chart canvas").WaitForAsync();

        await page.Locator("#usage-rows").GetByText("priced").ClickAsync();
        await page.WaitForURLAsync("**/usage?*backend=priced*");
        await page.Locator("#usage-rows", new() { HasText = "demo" }).WaitForAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Download CSV").ClickAsync());
        Assert.DoesNotContain("key", download.Url, StringComparison.OrdinalIgnoreCase);
        var csv = await File.ReadAllTextAsync((await download.PathAsync())!, Patience.Token);
        Assert.StartsWith("subscription,requests", csv, StringComparison.Ordinal);
        Assert.Contains("demo,1,0,", csv, StringComparison.Ordinal);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task The_overview_shows_the_last_24_hours_hour_by_hour_as_a_chart_and_as_a_table()
    {
        await fixture.CreateAsync("backends/daily", new { format = "echo", prices = new { input = 1000, output = 2000 } });
        await fixture.CreateAsync("apis/llm/aliases/daily", new { targets = new[] { new { backend = "daily" } } });
        await CallAsync("daily");
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("?range=day");
        await visitor.Page.Locator("#day canvas").WaitForAsync();
        foreach (var (measure, line) in ((string, string)[])[("Calls", "of these failed"), ("Cost", "cost"), ("Tokens", "of these completion")])
        {
            await visitor.Page.Locator("a.chip", new() { HasText = measure }).ClickAsync();
            await visitor.Page.Locator("#day .u-legend", new() { HasText = line }).WaitForAsync();
        }

        await visitor.Page.GetByText("The same as a table").ClickAsync();
        var rows = visitor.Page.Locator("#day-rows tbody tr");
        Assert.Equal(24, await rows.CountAsync());
        Assert.Contains("so far", await rows.First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.NotEqual("0", await rows.First.Locator("td.num").First.InnerTextAsync());
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task Where_nothing_was_used_the_page_says_what_to_do()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("usage?alias=nobody-calls-this");
        await visitor.Page.GetByText("No call of these days fits the filter").WaitForAsync();
        await visitor.Page.GetByText("Take the filter away").ClickAsync();
        await visitor.Page.WaitForURLAsync(url => !url.Contains("alias", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_session_there_is_no_csv()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(fixture.Gateway.Url) };
        using var answer = await http.GetAsync(new Uri("/admin/usage.csv?by=alias", UriKind.Relative), Patience.Token);

        Assert.Contains("/admin/sign-in", $"{answer.Headers.Location}", StringComparison.Ordinal);
    }

    /// <summary>Returns when the call is in the usage.</summary>
    private async Task CallAsync(string alias)
    {
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-key");
        using var answer = await http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = alias, messages = new[] { new { role = "user", content = "hello" } } }, Patience.Token);
        answer.EnsureSuccessStatusCode();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            await timer.WaitForNextTickAsync(Patience.Token);
        }
        while (!(await fixture.Gateway.Admin.GetStringAsync(new Uri($"usage?alias={alias}", UriKind.Relative), Patience.Token)).Contains("\"demo\"", StringComparison.Ordinal));
    }
}
