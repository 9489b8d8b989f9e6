using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>Drawers and questions: one at a time, none without its page, and nothing typed is lost unasked.</summary>
[Collection(BrowserTests.Name)]
public sealed class DialogTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_question_goes_with_its_page_and_two_clicks_ask_it_once()
    {
        await fixture.CreateAsync("subscriptions/asked-once", new { product = "demo" });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("subscriptions?q=asked-once");
        await visitor.Page.Locator("main td a", new() { HasText = "asked-once" }).ClickAsync();
        await visitor.Button("Suspend").EvaluateAsync("button => { button.click(); button.click(); }");
        await visitor.SeesAsync("Suspend asked-once?");
        // What the second click opens would be there before the answer to the first.
        await visitor.Button("Cancel").ClickAsync();
        await visitor.Page.GetByText("Suspend asked-once?").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await visitor.Button("Suspend").ClickAsync();
        await visitor.SeesAsync("Suspend asked-once?");
        await visitor.Page.GoBackAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Subscriptions", Level = 1 }).WaitForAsync();
        await visitor.Page.GetByText("Suspend asked-once?").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.NotEqual("suspended", (string?)(await ReadAsync("subscriptions/asked-once"))["state"]);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_drawer_with_something_typed_asks_before_it_closes_and_goes_with_its_page()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("products");
        await visitor.Page.Locator("nav").GetByText("Backends").ClickAsync();
        var drawer = visitor.Page.Locator("fluent-drawer .drawer");
        await visitor.Button("Add a backend").EvaluateAsync("button => { button.click(); button.click(); }");
        await visitor.FillAsync("backend-name", "half-typed");
        Assert.Equal(1, await drawer.CountAsync());
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.SeesAsync("Close without saving?");
        await visitor.Button("Go on").ClickAsync();
        await visitor.Page.GetByText("Close without saving?").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("half-typed", await visitor.Page.Locator("#backend-name input").InputValueAsync());

        await visitor.Page.Mouse.ClickAsync(20, 400);
        await visitor.SeesAsync("Close without saving?");
        await visitor.Button("Close").ClickAsync();
        await drawer.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await visitor.Button("Add a backend").ClickAsync();
        await drawer.WaitForAsync();
        await visitor.Page.Locator("#backend-name").WaitForAsync();
        // Nothing typed, nothing to ask.
        await visitor.Page.Keyboard.PressAsync("Escape");
        await drawer.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await visitor.Button("Add a backend").ClickAsync();
        await visitor.Page.Locator("#backend-name").WaitForAsync();
        await visitor.Page.GoBackAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Products", Level = 1 }).WaitForAsync();
        await drawer.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task What_a_save_says_is_in_sight_and_has_the_focus()
    {
        await using var visitor = await fixture.SignInAsync(options: new() { ViewportSize = new() { Width = 1000, Height = 420 } });
        await visitor.OpenAsync("backends?add=true");
        await visitor.Button("Save and test connection").ClickAsync();
        await IsInSightAsync(visitor, "The name is missing");
        await visitor.FillAsync("backend-name", "seen-at-once");
        await visitor.ChooseAsync("backend-format", "Echo (built in, needs no provider)");
        await visitor.Button("Save and test connection").ClickAsync();
        await IsInSightAsync(visitor, "It answered");

        await visitor.OpenAsync("products/new");
        await visitor.FillAsync("product-name", "demo");
        await visitor.Button("Create").ClickAsync();
        await IsInSightAsync(visitor, "There is a product 'demo' already");
        await visitor.Page.Locator(".bar a", new() { HasText = "demo" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "demo", Level = 1 }).WaitForAsync();
    }

    private static Task<IJSHandle> IsInSightAsync(Visitor visitor, string text) => visitor.Page.WaitForFunctionAsync(
        """
        text => {
          const bar = document.activeElement;
          const box = bar?.getBoundingClientRect();
          return bar?.matches('.bar[role]') && bar.innerText.includes(text) && box.top >= 0 && box.bottom <= innerHeight;
        }
        """,
        text);

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await fixture.Gateway.Admin.GetStringAsync(new Uri(path, UriKind.Relative), Patience.Token))!;
}
