using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Hosting;
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

    [Fact]
    public async Task An_answer_that_nobody_understands_fails_one_page_of_the_console_and_no_other()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var strange = builder.Build();
        strange.Run(context => context.Response.WriteAsync("""{ "choices": [{ "finish_reason": 5 }] }"""));
        await strange.StartAsync(Patience.Token);
        await using var nodes = await StartAsync(settings => settings with { Clients = () => new Uri(strange.Urls.Single()) });
        await using var visitor = await fixture.SignInAsync(url: nodes.Url);
        await visitor.OpenAsync("console?api=llm&alias=echo");
        await visitor.FillAsync("console-key", "demo-key");
        await visitor.Button("Send").ClickAsync();
        await visitor.SeesAsync("This page could not be shown");
        await visitor.Page.EvaluateAsync("document.body.dataset.seen = 'before'");

        await visitor.Page.GetByRole(AriaRole.Navigation).GetByText("Backends").ClickAsync();

        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Backends", Level = 1 }).WaitForAsync();
        Assert.Equal("before", await visitor.Page.EvaluateAsync<string>("document.body.dataset.seen"));
    }

    private Task<TwoNodes> StartAsync(Func<PortalSettings, PortalSettings>? more = null) => TwoNodes.StartAsync(fixture.Gateway, Patience.Token, change: settings =>
    {
        // Nobody listens at the port of nothing.
        var cut = settings with { AdminApi = () => _isCutOff ? new Uri("http://127.0.0.1:1/admin/v1/") : settings.AdminApi() };
        return more?.Invoke(cut) ?? cut;
    });

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "session") { Headers = { Authorization = new("Bearer", token) } };
        using var response = await fixture.Gateway.Admin.SendAsync(request, Patience.Token);
        return response.StatusCode;
    }
}
