using System.Net;
using System.Net.Http.Json;
using Orleans.Gateway.FakeProvider.Safety;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class SafetyTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Content_safety_of_a_product_is_set_up_tried_and_taken_away()
    {
        await using var service = await ContentSafetyService.StartAsync(Patience.Token);
        await fixture.CreateAsync("products/judged", new { apis = new { llm = new[] { "*" } } });
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("products/judged?tab=safety");
        await visitor.Button("Set up content safety").ClickAsync();
        await visitor.FillAsync("safety-endpoint", service.Url);
        await visitor.FillAsync("safety-key", ContentSafetyService.Key);
        await page.Locator("#safety-hate").FillAsync("2");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();

        await visitor.FillAsync("safety-text", "something vilehate2 to say");
        await visitor.Button("Try this text").ClickAsync();
        await page.Locator("#safety-verdict", new() { HasText = "Blocked by Hate" }).WaitForAsync();
        await visitor.FillAsync("safety-text", "a friendly sentence");
        await visitor.Button("Try this text").ClickAsync();
        await page.Locator("#safety-verdict", new() { HasText = "Passes" }).WaitForAsync();

        // The key that is there stays when it is not typed again.
        await visitor.FillAsync("safety-blocklists", "");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();
        Assert.DoesNotContain(ContentSafetyService.Key, await page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Button("Take it away").ClickAsync();
        await visitor.Button("Remove").ClickAsync();
        await page.GetByText("No content safety").WaitForAsync();
        Assert.Empty(service.Refused);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task An_api_that_was_created_with_content_safety_blocks_a_prompt()
    {
        await using var service = await ContentSafetyService.StartAsync(Patience.Token);
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("apis/new");
        await visitor.FillAsync("api-display", "Careful models");
        await visitor.FillAsync("api-path", "/careful/v1");
        await page.GetByText("Its name will be careful-models.").WaitForAsync();
        await visitor.NextAsync("Configure models");
        await visitor.FillAsync("alias-1", "chat");
        await visitor.ChooseAsync("alias-1-backend", "echo");
        await visitor.NextAsync("Manage token consumption");
        await visitor.NextAsync("Set up AI content safety");
        await page.Locator("#with-safety").ClickAsync();
        await visitor.FillAsync("safety-endpoint", service.Url);
        await visitor.Button("Next").ClickAsync();
        await page.GetByText("The content safety is not complete").WaitForAsync();
        await visitor.FillAsync("safety-key", ContentSafetyService.Key);
        await visitor.NextAsync("Review and create");
        Assert.DoesNotContain(ContentSafetyService.Key, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.Button("Create").ClickAsync();
        var key = await page.Locator("[data-key=primary]").InnerTextAsync();

        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var blocked = await http.PostAsJsonAsync("/careful/v1/chat/completions", new { model = "chat", messages = new[] { new { role = "user", content = "vileviolence6" } } }, Patience.Token);
        Assert.Equal(HttpStatusCode.Forbidden, blocked.StatusCode);
        Assert.Contains("content_filter", await blocked.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }
}
