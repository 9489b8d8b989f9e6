using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class TwoNodesTests(BrowserFixture fixture)
{
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
