using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>The way between a browser and its node is long, or breaks while the node lives on: a train in a tunnel, a laptop that slept.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConnectionTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_page_goes_on_where_it_was_with_what_had_not_been_sent_yet()
    {
        await fixture.CreateAsync("backends/tunnel", new { format = "openai", url = "https://provider.example/v1", credentials = new { header = new { name = "api-key", value = "sk-old" } } });
        var before = await KeyAsync("tunnel");
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, balancer.Url);
        var page = visitor.Page;
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends/tunnel");
        await visitor.Button("Edit").ClickAsync();
        await visitor.FillAsync("backend-key", "sk-typed-before");
        await visitor.FillAsync("backend-model", "a-model-for-tunnels");
        await page.EvaluateAsync(
            """
            document.body.dataset.seen = 'before';
            new MutationObserver(() => document.body.dataset.lost = 'once').observe(document.getElementById('connection'), { attributes: true });
            """);

        balancer.Cut();

        await page.Locator("body[data-lost]").WaitForAsync();
        await page.WaitForFunctionAsync("() => document.getElementById('connection').hidden");
        await visitor.Button("Save").ClickAsync();
        await page.Locator("fluent-drawer").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.SeesAsync("a-model-for-tunnels");

        // The same page of the same circuit: even the key that was typed is there, which no draft keeps.
        Assert.Equal("before", await page.EvaluateAsync<string>("document.body.dataset.seen"));
        Assert.NotEqual(before, await KeyAsync("tunnel"));
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_leads_to_the_sign_in_and_back_to_what_was_typed()
    {
        await fixture.CreateAsync("backends/slept", new { format = "openai", url = "https://provider.example/v1" });
        var key = await fixture.MakeKeyAsync("sleeper", "admin");
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, balancer.Url);
        var page = visitor.Page;
        await visitor.SignInAsync(key);
        await visitor.OpenAsync("backends/slept");
        await visitor.Button("Edit").ClickAsync();
        await visitor.FillAsync("backend-url", "https://other.example/v1");
        await visitor.FillAsync("backend-model", "a-model-for-sleepers");
        var address = page.Url;
        balancer.IsClosed = true;
        balancer.Cut();
        await page.Locator("#connection:not([hidden])").WaitForAsync();
        await EndSessionAsync("sleeper");

        balancer.IsClosed = false;

        await page.GetByLabel("Admin key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.getElementById('backend-model')?.value === 'a-model-for-sleepers'");
        Assert.Equal(address, page.Url);
        await page.WaitForFunctionAsync("() => document.getElementById('backend-url')?.value === 'https://other.example/v1'");
    }

    [Fact]
    public async Task What_is_typed_as_soon_as_a_field_is_shown_stays()
    {
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await AddAsync(balancer);
        var page = visitor.Page;
        await visitor.FillAsync("backend-name", "typed-early");
        await visitor.FillAsync("backend-key", "sk-typed-early");
        await visitor.FillAsync("backend-url", "https://early.example/v1");
        Assert.False(await page.EvaluateAsync<bool>(IsAtWork("backend-name")), "The fields were filled too late for this test.");
        // Nobody leaves the field of the URL, and what it means is shown all the same.
        await visitor.SeesAsync("https://early.example/v1/chat/completions");

        balancer.Latency = TimeSpan.Zero;
        await page.WaitForFunctionAsync(IsAtWork("backend-url"));
        Assert.Equal("https://early.example/v1", await page.Locator("#backend-url input").InputValueAsync());
        Assert.Equal("sk-typed-early", await page.Locator("#backend-key input").InputValueAsync());
        await visitor.Button("Save").ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "typed-early", Level = 1 }).WaitForAsync();
        Assert.NotNull(await KeyAsync("typed-early"));
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task What_is_typed_while_the_server_answers_to_what_was_typed_before_stays()
    {
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await AddAsync(balancer);
        var page = visitor.Page;
        await page.WaitForFunctionAsync(IsAtWork("backend-name"));
        var name = page.Locator("#backend-name input");
        await name.FillAsync("late");
        await name.PressAsync("Enter");
        await page.EvaluateAsync("() => new MutationObserver(() => { document.body.dataset.answered = 'once'; }).observe(document.getElementById('backend-name'), { attributeFilter: ['value'] })");
        await page.Keyboard.InsertTextAsync("r");
        await page.EvaluateAsync("() => { delete document.body.dataset.answered; }");

        await page.Locator("body[data-answered]").WaitForAsync();

        Assert.Equal("later", await name.InputValueAsync());
    }

    private async Task EndSessionAsync(string name)
    {
        var sessions = await fixture.Gateway.Admin.GetFromJsonAsync<JsonObject>("sessions", Patience.Token);
        var session = Assert.Single(sessions!["items"]!.AsArray(), session => $"{session!["name"]}".EndsWith(name, StringComparison.Ordinal))!;
        using var response = await fixture.Gateway.Admin.DeleteAsync(new Uri($"sessions/{session["id"]}", UriKind.Relative), Patience.Token);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A visitor before the pane of a new backend, with a second to the server and another back.</summary>
    private async Task<Visitor> AddAsync(FailoverBalancer balancer)
    {
        var visitor = await Visitor.ComeAsync(fixture.Browser, balancer.Url);
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends");
        balancer.Latency = TimeSpan.FromSeconds(1);
        await visitor.Button("Add a backend").ClickAsync();
        return visitor;
    }

    private async Task<string?> KeyAsync(string backend) =>
        (string?)(await fixture.Gateway.Admin.GetFromJsonAsync<JsonObject>($"backends/{backend}", Patience.Token))!["definition"]!["credentials"]!["header"]!["value"]!["fingerprint"];

    /// <summary>Whether the components have taken the field over, which is one way to the server and back after it is shown.</summary>
    private static string IsAtWork(string field) => $"() => !!document.getElementById('{field}')?.__fuib?.['attr-value']";
}
