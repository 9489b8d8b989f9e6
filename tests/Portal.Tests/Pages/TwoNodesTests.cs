using System.Net;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class TwoNodesTests(BrowserFixture fixture)
{
    [Fact]
    public async Task The_audit_log_has_the_address_of_the_browser_and_not_that_of_the_node()
    {
        var browser = fixture.Browser;
        await using var nodes = await TwoNodes.StartAsync(fixture.Gateway, Patience.Token, IPAddress.Parse("203.0.113.9"));
        await using var visitor = await Visitor.ComeAsync(browser, nodes.Url);
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("settings?tab=keys");
        await visitor.FillAsync("key-name", "from-afar");
        await visitor.Button("Make a key").ClickAsync();
        await visitor.Page.GetByText("The new admin key").WaitForAsync();

        var audit = JsonNode.Parse(await fixture.Gateway.Admin.GetStringAsync(new Uri("audit?limit=50", UriKind.Relative), Patience.Token))!["items"]!.AsArray();
        var actions = audit.Where(record => (string?)record!["ip"] == "203.0.113.9").Select(record => (string)record!["action"]!);
        Assert.Equal(["POST keys", "POST sessions"], actions);
    }

    [Fact]
    public async Task No_request_has_to_reach_the_node_of_the_one_before_and_the_page_outlives_its_node()
    {
        var browser = fixture.Browser;
        await using var nodes = await TwoNodes.StartAsync(fixture.Gateway, Patience.Token);
        await using var visitor = await Visitor.ComeAsync(browser, nodes.Url);
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("backends?q=ech");
        await visitor.Page.GetByText("echo").First.WaitForAsync();

        await visitor.Page.EvaluateAsync("document.body.dataset.seen = 'before'");
        await nodes.KillTheOneWithTheCircuitAsync();
        await visitor.Page.Locator("body:not([data-seen]) main h1").WaitForAsync();

        Assert.Equal(1, nodes.Count);
        Assert.EndsWith("/admin/backends?q=ech", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.GetByText("echo").First.WaitForAsync();
    }
}
