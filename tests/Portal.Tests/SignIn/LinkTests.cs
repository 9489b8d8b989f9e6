using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.SignIn;

/// <summary>The link that is printed at start. An address ends in histories and logs, and whoever makes one up can have it opened by somebody else.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private PortalGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await PortalGateway.StartAsync(null, Patience.Token);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_link_of_the_start_opens_one_session()
    {
        var link = $"/admin/sign-in?token={_gateway.Services.GetRequiredService<SignInLink>().Make()}";
        using var browser = new Wanderer(_gateway.Url);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link)).Status);
        Assert.NotNull(browser.Session);

        using var later = new Wanderer(_gateway.Url);
        var (status, page, _) = await later.GetAsync(link);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("This link has been used", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_in_an_address_signs_anybody_in()
    {
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.GetAsync($"/admin/sign-in?token={PortalGateway.AdminKey}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Null(browser.Session);
        Assert.Contains("Enter the admin key below", page, StringComparison.Ordinal);
        Assert.DoesNotContain(PortalGateway.AdminKey, page, StringComparison.Ordinal);
    }
}
