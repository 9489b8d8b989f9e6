using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>A node that shows pages, and cannot reach the admin API for a while.</summary>
[Collection(BrowserTests.Name)]
public sealed class CutOffTests(BrowserFixture fixture)
{
    private volatile bool _isCutOff;

    [Fact]
    public async Task A_list_that_refreshes_itself_tells_of_a_failure_until_it_has_refreshed()
    {
        await using var nodes = await StartAsync();
        await using var visitor = await fixture.SignInAsync(url: nodes.Url);
        await visitor.OpenAsync("calls");
        await visitor.SeesAsync("No call is in flight");

        _isCutOff = true;
        await visitor.SeesAsync("did not answer");
        _isCutOff = false;

        await visitor.Page.GetByRole(AriaRole.Alert).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private Task<TwoNodes> StartAsync() => TwoNodes.StartAsync(
        // Nobody listens at the port of nothing.
        fixture.Gateway, Patience.Token, change: settings => settings with { AdminApi = () => _isCutOff ? new Uri("http://127.0.0.1:1/admin/v1/") : settings.AdminApi() });
}
