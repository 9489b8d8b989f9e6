using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class DashboardPageTests(BrowserFixture fixture)
{
    [Fact]
    public async Task The_orleans_dashboard_is_reached_from_the_cluster_page_and_asks_no_other_host()
    {
        var browser = fixture.Browser;
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token, "--Gateway:Dashboard=true");
        await using var visitor = await Visitor.ComeAsync(browser, gateway.Url);
        await visitor.SignInAsync(PortalGateway.AdminKey);
        await visitor.OpenAsync("cluster");

        Assert.Equal("orleans/", await visitor.Page.GetByText("Orleans Dashboard").GetAttributeAsync("href"));
        await visitor.Page.GotoAsync($"{gateway.Url}/admin/orleans");
        await visitor.Page.WaitForLoadStateAsync(LoadState.Load);
        Assert.Empty(visitor.Trouble);
        await visitor.Page.Locator("#menu a").First.WaitForAsync();

        Assert.EndsWith("/admin/orleans/", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Trouble);
    }
}
