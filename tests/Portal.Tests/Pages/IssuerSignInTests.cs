using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>The way through an issuer as a person takes it: by clicking, in a browser that minds cookies of other sites and content security policies.</summary>
[Collection(BrowserTests.Name)]
public sealed class IssuerSignInTests(BrowserFixture fixture) : IAsyncLifetime
{
    private CodeIssuer _issuer = null!;
    private PortalGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await CodeIssuer.StartAsync(Patience.Token);
        _gateway = await PortalGateway.StartAsync(null, Patience.Token, $"--Gateway:Admin:Oidc:Authority={_issuer.Url}", $"--Gateway:Admin:Oidc:ClientId={CodeIssuer.Client}", "--Gateway:Admin:Oidc:DisplayName=the directory");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_and_out_by_clicking()
    {
        // Another site than that of the issuer, as browsers see it.
        var portal = _gateway.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, portal);
        await visitor.Page.GotoAsync($"{portal}/admin/backends?q=echo");
        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with the directory" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Go on as Ada" }).ClickAsync();

        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Backends", Level = 1 }).WaitForAsync();
        Assert.EndsWith("/admin/backends?q=echo", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.GetByText("oidc:ada@example.org").WaitForAsync();
        var cookie = Assert.Single(await visitor.Context.CookiesAsync([$"{portal}/admin/"]), cookie => cookie.Name.StartsWith("gateway-portal", StringComparison.Ordinal) && cookie.Name != "gateway-portal-form");
        Assert.Equal(("gateway-portal", SameSiteAttribute.Strict, true), (cookie.Name, cookie.SameSite, cookie.HttpOnly));

        await visitor.Button("Sign out").ClickAsync();
        await visitor.Page.GetByText("You have signed out, here and at the directory.").WaitForAsync();
        Assert.DoesNotContain(await visitor.Context.CookiesAsync([$"{portal}/admin/"]), cookie => cookie.Name == "gateway-portal");
        Assert.Contains(visitor.Trouble, trouble => trouble.StartsWith($"request: {_issuer.Url}/leave?", StringComparison.Ordinal));
        Assert.All(visitor.Trouble, trouble => Assert.StartsWith($"request: {_issuer.Url}/", trouble, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Who_has_no_role_gets_a_page_that_everybody_can_read(ColorScheme scheme, int width)
    {
        _issuer.Change = claims => claims.Remove("roles");
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, _gateway.Url, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 860 } });
        await visitor.Page.GotoAsync($"{_gateway.Url}/admin/sign-in?out=1");
        await LookAsync(visitor, "sign-in", scheme, width);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with the directory" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Go on as Ada" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "You have no role here" }).WaitForAsync();
        await LookAsync(visitor, "no-role", scheme, width);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the sign-in" }).ClickAsync();
        await visitor.Page.GetByLabel("Admin key").WaitForAsync();
    }

    private static async Task LookAsync(Visitor visitor, string name, ColorScheme scheme, int width)
    {
        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));
        Assert.True(await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
        await EveryPageTests.PictureAsync(visitor.Page, name, scheme, width);
    }
}
