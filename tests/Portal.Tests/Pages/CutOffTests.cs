using System.Net;
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

    [Fact]
    public async Task A_session_that_could_not_be_ended_is_not_said_to_be_over_and_can_be_ended_later()
    {
        var key = await fixture.MakeKeyAsync("leaver", "viewer");
        await using var nodes = await StartAsync();
        await using var visitor = await fixture.SignInAsync(key, nodes.Url);
        var token = Assert.Single(await visitor.Context.CookiesAsync(), cookie => cookie.Name == "gateway-portal").Value;

        _isCutOff = true;
        await visitor.Button("Sign out").ClickAsync();
        await visitor.SeesAsync("could not be ended");
        Assert.DoesNotContain(await visitor.Context.CookiesAsync(), cookie => cookie.Name == "gateway-portal");
        Assert.DoesNotContain(token, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));
        await visitor.Button("Try again").ClickAsync();
        await visitor.SeesAsync("could not be ended");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));

        _isCutOff = false;
        await visitor.Button("Try again").ClickAsync();
        await visitor.SeesAsync("You have signed out.");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
    }

    private Task<TwoNodes> StartAsync() => TwoNodes.StartAsync(
        // Nobody listens at the port of nothing.
        fixture.Gateway, Patience.Token, change: settings => settings with { AdminApi = () => _isCutOff ? new Uri("http://127.0.0.1:1/admin/v1/") : settings.AdminApi() });

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "session") { Headers = { Authorization = new("Bearer", token) } };
        using var response = await fixture.Gateway.Admin.SendAsync(request, Patience.Token);
        return response.StatusCode;
    }
}
