using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>What an operator does with the portal, on a gateway that really answers.</summary>
[Collection(BrowserTests.Name)]
public sealed class OperatorTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_model_is_added_tested_and_called_through_its_alias()
    {
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("backends");
        await visitor.Button("Add a backend").ClickAsync();
        await visitor.FillAsync("backend-name", "added");
        await visitor.ChooseAsync("backend-format", "Echo (built in, needs no provider)");
        await visitor.FillAsync("backend-aliases", "fresh");
        await visitor.Button("Save and test connection").ClickAsync();
        await visitor.SeesAsync("It answered");
        await visitor.Button("Save").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "added", Level = 1 }).WaitForAsync();

        await visitor.OpenAsync("console?api=llm&alias=fresh");
        await visitor.Button("Get a key").ClickAsync();
        await page.Locator("#console-key[data-made]").WaitForAsync();
        await visitor.FillAsync("console-user", "a message that comes back");
        await visitor.Button("Send").ClickAsync();
        await page.Locator("#answer", new() { HasText = "a message that comes back" }).WaitForAsync();
        await page.GetByText("Done.").WaitForAsync();
        var facts = await page.Locator("#console-facts").InnerTextAsync();
        Assert.Contains("added", facts, StringComparison.Ordinal);
        Assert.Contains("req", facts, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_url_shows_where_calls_will_go_and_what_is_wrong_with_it()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends?add=true");
        await visitor.FillAsync("backend-url", "https://contoso.openai.azure.com/openai/v1");
        await visitor.Page.GetByText("https://contoso.openai.azure.com/openai/v1/chat/completions").WaitForAsync();
        Assert.Equal("api-key", await visitor.Page.Locator("#backend-header input").InputValueAsync());

        await visitor.FillAsync("backend-url", "http://169.254.169.254/");
        await visitor.Page.GetByText("link-local or metadata address").WaitForAsync();
    }

    [Fact]
    public async Task A_number_out_of_range_becomes_the_nearest_in_it_each_time()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends?add=true");
        var priority = visitor.Page.Locator("fluent-text-input[min='1'][max='100'] input");
        foreach (var typed in (IEnumerable<string>)["500", "300", "-1", ""])
        {
            await priority.FillAsync(typed);
            await priority.BlurAsync();
            await visitor.Page.WaitForFunctionAsync("() => document.querySelector(\"fluent-text-input[min='1'][max='100']\")?.value === '100'");
        }
    }

    [Fact]
    public async Task An_alias_is_repointed_while_a_client_streams_and_rolled_back()
    {
        await fixture.CreateAsync("backends/first", new { format = "echo" });
        await fixture.CreateAsync("backends/second", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/moving", new { targets = new[] { new { backend = "first" } } });
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await using var client = await StreamingClient.StartAsync(fixture, "moving");

        await visitor.OpenAsync("apis/llm/alias?name=moving");
        await visitor.ChooseAsync("alias-add", "second");
        await visitor.Button("Move second up").ClickAsync();
        await page.GetByText("targets[0].backend").WaitForAsync();
        await visitor.FillAsync("alias-reason", "cheaper");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();
        Assert.Contains("second", await page.Locator(".target:not(.heads)").First.InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByText("cheaper").First.WaitForAsync();

        // The call that runs is not touched by it.
        Assert.True(await client.GoesOnAsync());
        await visitor.Button("Roll back to version 1").ClickAsync();
        await visitor.Button("Roll back").Last.ClickAsync();
        await page.GetByText("(as 1)").WaitForAsync();
        Assert.Equal(1, await page.Locator(".target:not(.heads)").CountAsync());
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_stale_save_says_who_changed_what_and_can_be_applied_all_the_same()
    {
        await fixture.CreateAsync("backends/mine", new { format = "echo" });
        await fixture.CreateAsync("backends/theirs", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/contested", new { targets = new[] { new { backend = "echo" } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=contested");
        await visitor.ChooseAsync("alias-add", "mine");
        await fixture.ReplaceAsync("apis/llm/aliases/contested", new { targets = new[] { new { backend = "theirs" } } });

        await visitor.Button("Save").ClickAsync();
        await visitor.Page.GetByText("admin-key changed this at").WaitForAsync();
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.SavedAsync();

        Assert.Contains("mine", await fixture.Gateway.Admin.GetStringAsync(new Uri("apis/llm/aliases/contested", UriKind.Relative), Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_set_and_hit()
    {
        await fixture.CreateAsync("products/tight", new { apis = new { llm = new[] { "*" } } });
        var made = await fixture.CreateAsync("subscriptions/tight-one", new { product = "tight" });
        var key = (string)made["keys"]!["primary"]!;
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("products/tight");
        await visitor.Button("Add a limit").ClickAsync();
        await visitor.FillAsync("limit-1-rpm", "1");
        await visitor.Button("Save").ClickAsync();
        await visitor.SavedAsync();

        await visitor.OpenAsync("console?api=llm&alias=echo");
        await visitor.FillAsync("console-key", key);
        await visitor.Button("Send").ClickAsync();
        await visitor.Page.GetByText("Done.").WaitForAsync();
        var refused = visitor.Page.GetByText("rate_limit_exceeded").First;
        do
        {
            // Again, where the limit was not in force yet.
            await visitor.Button("Send").ClickAsync();
            await visitor.Page.GetByText("Done.").Or(refused).First.WaitForAsync();
        }
        while (!await refused.IsVisibleAsync());
        Assert.Contains("429", await visitor.Page.Locator("#console-facts").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_regenerated_and_the_old_one_opens_nothing()
    {
        await fixture.CreateAsync("products/open", new { apis = new { llm = new[] { "*" } } });
        var made = await fixture.CreateAsync("subscriptions/rotating", new { product = "open" });
        var old = (string)made["keys"]!["primary"]!;
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("subscriptions/rotating");
        await visitor.Button("Regenerate the primary key").ClickAsync();
        await visitor.Button("Regenerate").Last.ClickAsync();
        var fresh = await visitor.Page.Locator("[data-key=primary]").InnerTextAsync();

        Assert.NotEqual(old, fresh);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(fresh));
    }

    [Fact]
    public async Task A_call_in_flight_is_seen_and_ended()
    {
        await fixture.CreateAsync("apis/llm/aliases/ending", new { targets = new[] { new { backend = "echo" } } });
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-key");
        var call = http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = "ending", messages = new[] { new { role = "user", content = "!delay 600000" } } }, Patience.Token);
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("calls?q=ending");
        await visitor.Page.Locator("fluent-button[aria-label^='End req']").ClickAsync();
        await visitor.Button("End").Last.ClickAsync();
        await visitor.Page.GetByText("was ended").WaitForAsync();

        using var response = await call;
        Assert.Contains("call_ended", await response.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_is_created_in_four_steps_and_answers()
    {
        await using var visitor = await fixture.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("apis/new");
        await visitor.FillAsync("api-display", "Team models");
        await visitor.FillAsync("api-path", "/team/v1");
        await page.GetByText("Its name will be team-models.").WaitForAsync();
        await visitor.NextAsync("Configure models");
        await visitor.FillAsync("alias-1", "chat");
        await visitor.ChooseAsync("alias-1-backend", "echo");
        await visitor.NextAsync("Manage token consumption");
        await visitor.NextAsync("Set up AI content safety");
        await visitor.NextAsync("Review and create");
        await visitor.Button("Create").ClickAsync();
        var key = await page.Locator("[data-key=primary]").InnerTextAsync();

        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var response = await http.PostAsJsonAsync("/team/v1/chat/completions", new { model = "chat", messages = new[] { new { role = "user", content = "hi" } } }, Patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var response = await http.GetAsync(new Uri("/llm/v1/models", UriKind.Relative), Patience.Token);
        return response.StatusCode;
    }
}
