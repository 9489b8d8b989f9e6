using System.Net;
using System.Net.Http.Json;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>Who gets in, for how long, and for how much.</summary>
[Collection(BrowserTests.Name)]
public sealed class CommercialTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_subscription_waits_is_approved_gets_an_end_and_is_cancelled()
    {
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await fixture.CreateAsync("products/gated", new { apis = new { llm = new[] { "*" } } });
        await visitor.OpenAsync("products/gated");
        await page.Locator("fluent-checkbox", new() { HasText = "wait as" }).Or(page.GetByLabel("New subscriptions wait as")).First.ClickAsync();
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();
        var key = (string)(await fixture.CreateAsync("subscriptions/asking", new { product = "gated" }))["keys"]!["primary"]!;
        Assert.Equal("subscription_submitted", await CodeAsync(key));

        await visitor.OpenAsync("subscriptions?q=asking");
        await visitor.Button("Approve asking").ClickAsync();
        await page.Locator("td .state", new() { HasText = "active" }).WaitForAsync();
        Assert.Null(await CodeAsync(key));

        await visitor.OpenAsync("subscriptions/asking");
        await page.Locator("#subscription-end").FillAsync("2020-01-31");
        await visitor.Button("Set the end").ClickAsync();
        await visitor.SeesAsync("That day is over");
        Assert.Null(await CodeAsync(key));
        await visitor.Button("End it").ClickAsync();
        await page.Locator("dd", new() { HasText = "expired" }).WaitForAsync();
        Assert.Equal("subscription_expired", await CodeAsync(key));

        await visitor.Button("Cancel it").ClickAsync();
        await visitor.Button("Cancel the subscription").ClickAsync();
        await page.Locator("dd", new() { HasText = "cancelled" }).WaitForAsync();
        Assert.Equal(0, await visitor.Button("Activate").CountAsync());
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_backend_gets_prices_and_a_product_a_spend_limit_that_is_hit()
    {
        await fixture.CreateAsync("backends/dear", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/dear", new { targets = new[] { new { backend = "dear" } } });
        await fixture.CreateAsync("products/frugal", new { apis = new { llm = new[] { "*" } } });
        var key = (string)(await fixture.CreateAsync("subscriptions/frugal", new { product = "frugal" }))["keys"]!["primary"]!;
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("backends/dear");
        await visitor.Button("Edit").ClickAsync();
        await page.GetByText("Prices of a million tokens").ClickAsync();
        await visitor.FillAsync("backend-price-input", "1000000");
        await visitor.FillAsync("backend-price-output", "1000000");
        await visitor.Button("Save").ClickAsync();
        await page.GetByText("1000000 in, 1000000 out").WaitForAsync();

        await visitor.OpenAsync("products/frugal");
        await visitor.Button("Add a limit").ClickAsync();
        await visitor.FillAsync("limit-1-spend", "0.5");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();

        Assert.Equal("insufficient_quota", await CodeAsync(key, "dear"));
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_product_gives_answers_again_once_its_cache_is_on()
    {
        await fixture.CreateAsync("products/again", new { apis = new { llm = new[] { "*" } } });
        var key = (string)(await fixture.CreateAsync("subscriptions/again", new { product = "again" }))["keys"]!["primary"]!;
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("products/again?tab=answers");
        await visitor.Page.Locator("#product-cached").ClickAsync();
        await visitor.FillAsync("product-ttl", "00:01:00");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();

        Assert.Equal("miss", await CacheAsync(key));
        Assert.Equal("hit", await CacheAsync(key));
    }

    private async Task<string?> CacheAsync(string key)
    {
        using var answer = await CallAsync(key, "echo");
        return answer.Headers.GetValues("x-gateway-cache").Single();
    }

    /// <summary>Of the error; null when the call was answered.</summary>
    private async Task<string?> CodeAsync(string key, string alias = "echo")
    {
        using var answer = await CallAsync(key, alias);
        var body = await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(Patience.Token);
        return answer.StatusCode is HttpStatusCode.OK ? null : (string?)body!["error"]!["code"];
    }

    private async Task<HttpResponseMessage> CallAsync(string key, string alias)
    {
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return await http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = alias, messages = new[] { new { role = "user", content = "hello" } } }, Patience.Token);
    }
}
