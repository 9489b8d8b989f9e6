using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>What somebody has typed outlives the node that shows them the page, and nothing else comes out of what is kept for that.</summary>
[Collection(BrowserTests.Name)]
public sealed class DraftTests(BrowserFixture fixture)
{
    private const string Hostile = "<img src=x onerror=alert(1)>'\"</script><script>alert(2)</script>";

    [Fact]
    public async Task A_pane_is_open_again_with_everything_but_the_key()
    {
        await fixture.CreateAsync("backends/half-done", new { format = "openai", url = "https://provider.example/v1", credentials = new { header = new { name = "api-key", value = "sk-old" } } });
        await using var nodes = await TwoNodes.StartAsync(fixture.Gateway, Patience.Token);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, nodes.Url);
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends/half-done");
        await visitor.Button("Edit").ClickAsync();
        await visitor.FillAsync("backend-key", "sk-typed-and-secret");
        await visitor.FillAsync("backend-url", "https://other.example/v1");
        // The last field still has the cursor: nothing of it has been sent.
        await visitor.FillAsync("backend-model", "a-new-model");
        await nodes.KillTheOneWithTheCircuitAsync();

        await visitor.Page.Locator("#draft-restored").WaitForAsync();
        await HasAsync(visitor, "backend-url", "https://other.example/v1");
        await HasAsync(visitor, "backend-model", "a-new-model");
        await HasAsync(visitor, "backend-key", "");
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.Locator("fluent-drawer").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.SeesAsync("a-new-model");
        var stored = (await ReadAsync("backends/half-done"))["definition"]!;
        Assert.Equal(("https://other.example/v1", "a-new-model"), ((string?)stored["url"], (string?)stored["model"]));
        await visitor.Page.WaitForFunctionAsync("() => sessionStorage.length === 0");
        await visitor.OpenAsync("backends/half-done");
        Assert.Equal(0, await visitor.Page.Locator("fluent-drawer").CountAsync());
        Assert.DoesNotContain(visitor.Trouble, IsNoBrokenSocket);
    }

    [Fact]
    public async Task What_is_kept_tells_nothing_and_goes_with_a_cancel()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends");
        await visitor.Button("Add a backend").ClickAsync();
        await visitor.FillAsync("backend-name", "never-saved");
        await visitor.FillAsync("backend-key", "sk-typed-and-secret");
        await visitor.FillAsync("backend-model", "a-model");
        await visitor.Page.Locator("#backend-model").PressAsync("Tab");
        await visitor.Page.WaitForFunctionAsync("() => Object.keys(sessionStorage).length === 1");
        var kept = await KeptAsync(visitor);
        Assert.DoesNotContain("never-saved", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", kept, StringComparison.Ordinal);

        await visitor.Button("Cancel").ClickAsync();
        await visitor.Button("Close").ClickAsync();
        await visitor.Page.WaitForFunctionAsync("() => Object.keys(sessionStorage).length === 0");
        await visitor.Page.ReloadAsync();
        await visitor.ReadyAsync();
        await visitor.Page.GetByText("echo").First.WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator("fluent-drawer").CountAsync());
    }

    [Fact]
    public async Task An_alias_that_others_changed_meanwhile_is_not_saved_over_it_without_a_word()
    {
        await fixture.CreateAsync("backends/from-before", new { format = "echo" });
        await fixture.CreateAsync("backends/of-others", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/kept", new { targets = new[] { new { backend = "echo" } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=kept");
        await visitor.ChooseAsync("alias-add", "from-before");
        await visitor.Button("Move from-before up").ClickAsync();
        await visitor.FillAsync("alias-reason", "cheaper");
        await visitor.Page.Locator("#alias-reason").PressAsync("Tab");
        await HasKeptAsync(visitor, "alias llm kept");
        await fixture.ReplaceAsync("apis/llm/aliases/kept", new { targets = new[] { new { backend = "of-others" } } });
        await visitor.Page.ReloadAsync();

        await visitor.Page.Locator("#draft-restored").WaitForAsync();
        await HasAsync(visitor, "alias-reason", "cheaper");
        Assert.Contains("from-before", await visitor.Page.Locator(".target:not(.heads)").First.InnerTextAsync(), StringComparison.Ordinal);
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.GetByText("Changed by someone else").WaitForAsync();
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.SavedAsync();
        Assert.Equal("from-before", (string?)(await ReadAsync("apis/llm/aliases/kept"))["targets"]![0]!["backend"]);
        await visitor.Page.ReloadAsync();
        await visitor.SeesAsync("Nothing is changed.");
        Assert.Equal("{}", await KeptAsync(visitor));
    }

    [Theory]
    [InlineData("apis/llm?tab=settings", null, "api-display", "Another name")]
    [InlineData("apis/llm?tab=consumption", "fluent-button:text-is('Add a limit')", "limit-1-tpm", "12x")]
    [InlineData("apis/llm?tab=safety", "fluent-button:text-is('Set up content safety')", "safety-endpoint", "https://judge.example")]
    [InlineData("products/demo?tab=answers", "#product-cached", "product-ttl", "00:07:00")]
    [InlineData("products/new", null, "product-name", "not-yet")]
    [InlineData("subscriptions/demo", "fluent-button:text-is('Add a claim')", "claim-1", "azp")]
    public async Task Every_form_is_as_it_was_left_until_it_is_discarded(string path, string? first, string field, string text)
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync(path);
        if (first is not null)
        {
            await visitor.Page.Locator(first).ClickAsync();
            await visitor.Page.WaitForFunctionAsync("() => sessionStorage.length === 1");
        }

        await visitor.Page.EvaluateAsync("window.seen = JSON.stringify(sessionStorage)");
        await visitor.FillAsync(field, text);
        await visitor.Page.Locator($"#{field}").PressAsync("Tab");
        await visitor.Page.WaitForFunctionAsync("() => JSON.stringify(sessionStorage) !== window.seen");
        await visitor.Page.ReloadAsync();
        await visitor.Page.Locator("#draft-restored").WaitForAsync();
        await HasAsync(visitor, field, text);
        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));

        await visitor.Button("Discard the draft").ClickAsync();
        await visitor.Page.Locator("#draft-restored").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("{}", await KeptAsync(visitor));
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task Hostile_texts_come_back_as_texts_and_what_was_not_kept_here_does_not_come_back()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/new");
        await visitor.FillAsync("api-display", Hostile);
        await visitor.Page.Locator("#api-display").PressAsync("Tab");
        await HasKeptAsync(visitor, "new api");
        await visitor.Page.ReloadAsync();
        await visitor.Page.Locator("#draft-restored").WaitForAsync();
        await HasAsync(visitor, "api-display", Hostile);
        Assert.Equal(0, await visitor.Page.Locator("img[src=x]").CountAsync());

        // Of another form, changed, and made up.
        foreach (var script in (string[])
        [
            "sessionStorage.setItem('gateway-draft product new', sessionStorage.getItem('gateway-draft new api'))",
            "sessionStorage.setItem('gateway-draft product new', sessionStorage.getItem('gateway-draft new api').replace(/.$/, 'A').replace(/^./, 'B'))",
            $"sessionStorage.setItem('gateway-draft product new', {System.Text.Json.JsonSerializer.Serialize($"{{\"draft\":\"{Hostile}\"}}")})",
            $"sessionStorage.setItem('gateway-typing', {System.Text.Json.JsonSerializer.Serialize("{\"place\":\"x\",\"fields\":[[\"product-name\",\"typed\"]]}")})",
            "sessionStorage.setItem('gateway-typing', '{')",
            "sessionStorage.setItem('gateway-typing', JSON.stringify({ place: location.origin + '/admin/products/new', fields: [{}, ['product-name', 7]] }))",
        ])
        {
            await visitor.Page.EvaluateAsync(script);
            await visitor.OpenAsync("products/new");
            await HasAsync(visitor, "product-name", "");
            Assert.Equal(0, await visitor.Page.Locator("#draft-restored").CountAsync());
        }

        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task Nobody_else_who_signs_in_there_sees_it_and_signing_out_forgets_it()
    {
        var other = await fixture.MakeKeyAsync("another-person", "admin");
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/new");
        await visitor.FillAsync("api-display", "Mine");
        await visitor.Page.Locator("#api-display").PressAsync("Tab");
        await HasKeptAsync(visitor, "new api");
        await visitor.Context.ClearCookiesAsync();
        await visitor.SignInAsync(other);
        await visitor.OpenAsync("apis/new");
        await HasAsync(visitor, "api-display", "");

        await visitor.Button("Sign out").ClickAsync();
        await visitor.Page.GetByLabel("Admin key").WaitForAsync();
        Assert.Equal("{}", await KeptAsync(visitor));
    }

    /// <summary>The end of a socket is what these tests are about.</summary>
    private static bool IsNoBrokenSocket(string trouble) => !trouble.Contains("WebSocket", StringComparison.OrdinalIgnoreCase) && !trouble.Contains("Connection disconnected", StringComparison.Ordinal);

    private static Task<string> KeptAsync(Visitor visitor) => visitor.Page.EvaluateAsync<string>("JSON.stringify(sessionStorage)");

    private static async Task HasKeptAsync(Visitor visitor, string form) => await visitor.Page.WaitForFunctionAsync("form => sessionStorage.getItem(`gateway-draft ${form}`) !== null", form);

    private static async Task HasAsync(Visitor visitor, string field, string text) => await visitor.Page.WaitForFunctionAsync(
        "([field, text]) => (document.getElementById(field)?.value ?? null) === text", new[] { field, text });

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await fixture.Gateway.Admin.GetStringAsync(new Uri(path, UriKind.Relative), Patience.Token))!;
}
