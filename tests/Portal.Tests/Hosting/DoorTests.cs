using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Admin.Pages;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Hosting;

/// <summary>What is served to whom, and what browsers are told to do with it.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private PortalGateway _gateway = null!;
    private HttpClient _stranger = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await PortalGateway.StartAsync(null, Patience.Token);
        _stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_gateway.Url) };
    }

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Pages_are_for_those_who_have_signed_in_and_nothing_may_frame_them()
    {
        foreach (var path in (string[])["/admin/", "/admin/backends", "/admin/no/such/page"])
        {
            using var page = await _stranger.GetAsync(new Uri(path, UriKind.Relative), Patience.Token);
            Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
            Assert.StartsWith("/admin/sign-in?return=", $"{page.Headers.Location}", StringComparison.Ordinal);
        }

        using var form = await _stranger.GetAsync(new Uri("/admin/sign-in", UriKind.Relative), Patience.Token);
        var policy = Assert.Single(form.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.True(form.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_form_without_its_token_signs_nobody_in()
    {
        using var form = new FormUrlEncodedContent([new("key", PortalGateway.AdminKey)]);
        using var response = await _stranger.PostAsync(new Uri("/admin/sign-in", UriKind.Relative), form, Patience.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith("gateway-portal=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/admin/sign-in", false)]
    [InlineData("/admin/sign-in", true)]
    [InlineData("/admin/no/such/page", false)]
    public async Task A_form_that_is_larger_than_any_of_the_portal_is_refused_before_it_is_read(string path, bool isChunked)
    {
        using var form = new FormUrlEncodedContent([new("key", new string('k', 100_000))]);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form, Headers = { TransferEncodingChunked = isChunked } };
        using var response = await _stranger.SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("65536 bytes at most", await response.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_form_that_cannot_be_read_is_said_to_be_one(string type)
    {
        using var form = new ByteArrayContent([.. Enumerable.Repeat("a=&"u8.ToArray(), 100).SelectMany(part => part)]);
        form.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _stranger.PostAsync(new Uri("/admin/sign-in", UriKind.Relative), form, Patience.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("cannot be read", await response.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circuit_is_for_those_who_have_signed_in()
    {
        foreach (var path in (string[])["/admin/_blazor", "/admin/_blazor/negotiate?negotiateVersion=1"])
        {
            using var response = await _stranger.PostAsync(new Uri(path, UriKind.Relative), null, Patience.Token);
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public void Every_endpoint_of_the_portal_says_who_may_use_it()
    {
        var endpoints = _gateway.Services.GetRequiredService<PortalMount>().Portal.Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null, endpoint.RoutePattern.RawText));
        Assert.Equal(["/sign-in"], endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(endpoint => endpoint.RoutePattern.RawText!).Distinct());
    }

    [Theory]
    [InlineData("portal.js")]
    [InlineData("typing.js")]
    [InlineData("portal.css")]
    [InlineData("lib/uplot/uPlot.iife.min.js")]
    [InlineData("_framework/blazor.web.js")]
    [InlineData("_content/Microsoft.FluentUI.AspNetCore.Components/Microsoft.FluentUI.AspNetCore.Components.lib.module.js")]
    [InlineData("_content/Microsoft.FluentUI.AspNetCore.Components/Microsoft.FluentUI.AspNetCore.Components.bundle.scp.css")]
    public async Task Scripts_and_styles_come_out_of_the_assembly(string path)
    {
        using var response = await _stranger.GetAsync(new Uri($"/admin/{path}?v=1", UriKind.Relative), Patience.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("immutable", $"{response.Headers.CacheControl}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_under_the_admin_api_stays_there()
    {
        using var response = await _stranger.GetAsync(new Uri("/admin/v1/backends", UriKind.Relative), Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        using var unknown = await _gateway.Admin.GetAsync(new Uri("nothing", UriKind.Relative), Patience.Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}
