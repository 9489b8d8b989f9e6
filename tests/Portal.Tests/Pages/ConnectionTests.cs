using System.Net.Http.Json;
using System.Text.Json.Nodes;
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
        var before = await KeyAsync();
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, balancer.Url);
        var page = visitor.Page;
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends/tunnel");
        await visitor.Button("Edit").ClickAsync();
        // What is typed into a field for secrets before it is at work is lost, whatever the connection does.
        await page.WaitForFunctionAsync(IsAtWork("backend-key"));
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
        await page.Locator("fluent-dialog-body").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await visitor.SeesAsync("a-model-for-tunnels");

        // The same page of the same circuit: even the key that was typed is there, which no draft keeps.
        Assert.Equal("before", await page.EvaluateAsync<string>("document.body.dataset.seen"));
        Assert.NotEqual(before, await KeyAsync());
    }

    [Fact]
    public async Task What_is_typed_as_soon_as_a_field_is_shown_stays()
    {
        var isAtWork = IsAtWork("backend-name");
        await using var balancer = new FailoverBalancer(fixture.Gateway.Url);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, balancer.Url);
        var page = visitor.Page;
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends");
        balancer.Latency = TimeSpan.FromSeconds(1);
        await visitor.Button("Add a backend").ClickAsync();
        await visitor.FillAsync("backend-name", "typed-early");
        Assert.False(await page.EvaluateAsync<bool>(isAtWork), "The field was filled too late for this test.");

        await page.WaitForFunctionAsync(isAtWork);
        balancer.Latency = TimeSpan.Zero;
        await page.Locator("#backend-name").PressAsync("Tab");
        await visitor.ChooseAsync("backend-format", "Echo (built in, needs no provider)");
        await visitor.Button("Save").ClickAsync();

        await page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "typed-early", Level = 1 }).WaitForAsync();
        Assert.Empty(visitor.Trouble);
    }

    private async Task<string?> KeyAsync() =>
        (string?)(await fixture.Gateway.Admin.GetFromJsonAsync<JsonObject>("backends/tunnel", Patience.Token))!["definition"]!["credentials"]!["header"]!["value"]!["fingerprint"];

    /// <summary>Whether the components have taken the field over, which is one way to the server and back after it is shown.</summary>
    private static string IsAtWork(string field) => $"() => !!document.getElementById('{field}')?.__fuib?.['attr-value']";
}
