using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Hosting;

/// <summary>A socket comes with the cookies of whoever looks at a page, whose page it may be: only pages of the portal may open one.</summary>
public sealed class SocketOriginTests : IAsyncLifetime
{
    private CodeIssuer _issuer = null!;
    private PortalGateway _gateway = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        _issuer = await CodeIssuer.StartAsync(Patience.Token);
        _gateway = await PortalGateway.StartAsync(
            null, Patience.Token, $"--Gateway:Admin:Oidc:Authority={_issuer.Url}", $"--Gateway:Admin:Oidc:ClientId={CodeIssuer.Client}", "--Gateway:Admin:Oidc:PublicUrl=https://portal.example.com");
        using var response = await _gateway.Admin.PostAsync(new Uri("sessions", UriKind.Relative), null, Patience.Token);
        _session = (string)(await response.Content.ReadFromJsonAsync<JsonObject>(Patience.Token))!["token"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [InlineData("http://gw.example:8080", "gw.example:8080", true)]
    [InlineData("http://GW.example", "gw.example", true)]
    [InlineData("https://gw.example", "gw.example", true)] // TLS ends before, and nobody says so.
    [InlineData("https://gw.example", "gw.example:443", true)]
    [InlineData("https://gw.example", "gw.example", true, "X-Forwarded-Proto", "https")]
    [InlineData("https://gw.example", "10.0.0.7:8080", true, "X-Forwarded-Host", "gw.example")]
    [InlineData("https://portal.example.com", "10.0.0.7:8080", true)] // As Gateway:Admin:Oidc:PublicUrl says.
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("http://gw.example", "gw.example", false, "X-Forwarded-Proto", "https")]
    [InlineData("http://evil.example", "gw.example", false)]
    [InlineData("http://gw.example.evil.example", "gw.example", false)]
    [InlineData("http://gw.example:8081", "gw.example:8080", false)]
    [InlineData("https://gw.example:8443", "gw.example", false)]
    [InlineData("http://portal.example.com", "gw.example", false)]
    [InlineData("null", "gw.example", false)]
    [InlineData("file://gw.example", "gw.example", false)]
    [InlineData(null, "gw.example", false)]
    public async Task A_socket_is_for_pages_from_where_it_leads(string? origin, string host, bool isOpened, string? header = null, string? value = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, text) in ((string, string?)[])[("Cookie", $"gateway-portal={_session}"), ("Host", host), ("Origin", origin), (header ?? "X-Nothing", value)])
        {
            if (text is not null)
            {
                socket.Options.SetRequestHeader(name, text);
            }
        }

        var opening = socket.ConnectAsync(new Uri(_gateway.Url.Replace("http", "ws", StringComparison.Ordinal) + "/admin/_blazor"), Patience.Token);
        if (isOpened)
        {
            await opening;
            Assert.Equal(WebSocketState.Open, socket.State);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => opening);
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }
}
