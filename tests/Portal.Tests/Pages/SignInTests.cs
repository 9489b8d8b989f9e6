using System.Net;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class SignInTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_wrong_key_opens_nothing_and_the_right_one_goes_on_to_the_page_that_was_asked_for()
    {
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, fixture.Gateway.Url);
        await visitor.Page.GotoAsync($"{fixture.Gateway.Url}/admin/backends?q=echo");
        await visitor.Page.GetByLabel("Admin key").FillAsync("wrong");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Page.GetByText("This is no admin key").WaitForAsync();

        await visitor.Page.GetByLabel("Admin key").FillAsync(PortalGateway.AdminKey);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Backends", Level = 1 }).WaitForAsync();
        Assert.EndsWith("/admin/backends?q=echo", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%20%2F%5Cevil.invalid%2Fx")]
    [InlineData("%27%2F%2Fevil.invalid%2F%27")]
    [InlineData("%09%2F%2Fevil.invalid")]
    public async Task Nobody_is_led_away_by_what_an_address_says_to_go_on_to(string wanted)
    {
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, fixture.Gateway.Url);
        await visitor.Page.GotoAsync($"{fixture.Gateway.Url}/admin/sign-in?return={wanted}");
        await visitor.Page.GetByLabel("Admin key").FillAsync(PortalGateway.AdminKey);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }).WaitForAsync();
        Assert.Equal($"{fixture.Gateway.Url}/admin/", visitor.Page.Url);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var visitor = await fixture.SignInAsync();
        var cookie = Assert.Single(await visitor.Context.CookiesAsync(), cookie => cookie.Name == "gateway-portal");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.Equal("/admin", cookie.Path);

        await visitor.Button("Sign out").ClickAsync();
        await visitor.Page.GetByLabel("Admin key").WaitForAsync();

        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(fixture.Gateway.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/") { Headers = { { "Cookie", $"gateway-portal={cookie.Value}" } } };
        using var response = await http.SendAsync(request, Patience.Token);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains("/admin/sign-in", $"{response.Headers.Location}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_sees_everything_and_no_button_that_writes()
    {
        var viewer = await fixture.MakeKeyAsync("looker", "viewer");
        await using var visitor = await fixture.SignInAsync(viewer);
        foreach (var path in (string[])["backends/echo", "apis", "apis/llm", "apis/llm/alias?name=echo", "products", "subscriptions", "calls"])
        {
            await visitor.OpenAsync(path);
            var buttons = await visitor.Page.Locator("main :is(fluent-button, button)").AllInnerTextsAsync();
            Assert.DoesNotContain(buttons, text => text.Trim() is "Add model" or "Delete" or "Edit" or "Save" or "End" or "Suspend" or "Regenerate" or "Keep open" or "Test connection" or "Roll back");
        }

        await visitor.OpenAsync("audit");
        await visitor.Page.GetByText("Not allowed").WaitForAsync();
    }
}
