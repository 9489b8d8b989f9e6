using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Hosting;

public sealed class DashboardTests
{
    [Fact]
    public async Task Where_it_is_on_admins_see_the_cluster_and_nobody_sees_what_grains_keep()
    {
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token, "--Gateway:Dashboard=true");
        using var admin = await SignInAsync(gateway, PortalGateway.AdminKey);

        Assert.Contains("<html", await admin.GetStringAsync(Path(""), Patience.Token), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("hosts", await admin.GetStringAsync(Path("DashboardCounters"), Patience.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(admin, "Trace"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(admin, "GrainState?grainId=x&grainType=y"));
        Assert.DoesNotContain("orleans/", await admin.GetStringAsync(new Uri("/admin/openapi.json", UriKind.Relative), Patience.Token), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_is_for_admins_only_and_off_unless_asked_for()
    {
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token, "--Gateway:Dashboard=true");
        using var made = await gateway.Admin.PostAsJsonAsync("keys", new { name = "looker", role = "operator" }, Patience.Token);
        using var viewer = await SignInAsync(gateway, (string)(await made.Content.ReadFromJsonAsync<JsonObject>(Patience.Token))!["key"]!);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(gateway.Url) };

        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(viewer, "DashboardCounters"));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(stranger, "DashboardCounters"));

        await using var plain = await PortalGateway.StartAsync(null, Patience.Token);
        using var admin = await SignInAsync(plain, PortalGateway.AdminKey);
        using var answer = await admin.GetAsync(Path("DashboardCounters"), Patience.Token);
        Assert.DoesNotContain("hosts", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    private static Uri Path(string path) => new($"/admin/orleans/{path}", UriKind.Relative);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(Path(path), Patience.Token);
        return answer.StatusCode;
    }

    /// <summary>A browser with the cookie of a session.</summary>
    private static async Task<HttpClient> SignInAsync(PortalGateway gateway, string key)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(gateway.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/v1/sessions") { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var opened = await http.SendAsync(request, Patience.Token);
        var token = (string)(await opened.Content.ReadFromJsonAsync<JsonObject>(Patience.Token))!["token"]!;
        http.DefaultRequestHeaders.Add("Cookie", $"gateway-portal={token}");
        return http;
    }
}
