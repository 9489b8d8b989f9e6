using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>The admin API on an address of its own.</summary>
public sealed class AdminAddressTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task It_is_served_there_and_nowhere_else()
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, null, null, "--Gateway:Admin:Urls=http://127.0.0.1:0");
        var own = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();
        Assert.NotEqual(gateway.Url, own);
        using var admin = new HttpClient { BaseAddress = new Uri(own) };

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/admin/v1/backends"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/health/ready"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "/llm/v1/models"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "/v1/models"));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Http, "/admin/v1/backends"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Http, "/ADMIN/v1/backends"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Http, "/admin/openapi.json"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway.Http, "/llm/v1/models"));

        // What a request says about where it goes does not count.
        using var spoofed = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/backends") { Headers = { Host = new Uri(own).Authority } };
        using var response = await gateway.Http.SendAsync(AdminCalls.Signed(spoofed), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:18080", "http://127.0.0.1:18080")]
    [InlineData("http://127.0.0.1:18080", "http://127.0.0.2:18080")]
    [InlineData("http://127.0.0.1:18080", "http://0.0.0.0:18081")] // open, and without a key of somebody's choice
    public void An_address_that_cannot_be_its_own_is_refused(string urls, string admin) => Assert.Throws<StartRefusedException>(() =>
        GatewayApplication.Build($"--urls={urls}", $"--Gateway:Admin:Urls={admin}"));

    /// <summary>The server would listen there and nowhere else, whatever the settings that are looked at say.</summary>
    [Theory]
    [InlineData("--Kestrel:Endpoints:Open:Url=http://0.0.0.0:0", "--urls=http://127.0.0.1:0")]
    [InlineData("--Kestrel:Endpoints:Open:Url=http://127.0.0.1:0", "--Gateway:Admin:Key=an-admin-key-of-my-own")]
    [InlineData("--kestrel:endpoints:open:url=http://127.0.0.1:0", "--Gateway:Admin:Urls=http://127.0.0.1:0")]
    public void Addresses_of_the_servers_own_settings_are_refused(string endpoint, string setting)
    {
        var refused = Assert.Throws<StartRefusedException>(() => GatewayApplication.Build(endpoint, setting));

        Assert.Contains("Kestrel:Endpoints", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Gateway:Admin:Urls", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.SendAsync(AdminCalls.Signed(new HttpRequestMessage(HttpMethod.Get, path)), Cancellation);
        return response.StatusCode;
    }
}
