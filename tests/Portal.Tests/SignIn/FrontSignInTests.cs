using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.Portal.Tests.Host;
using Orleans.Gateway.Portal.Tests.Pages;
using Patience = Orleans.Gateway.Cluster.Tests.Nodes.Patience;

namespace Orleans.Gateway.Portal.Tests.SignIn;

/// <summary>Signing in where the portal is served by front ends, which have no store and no silo of their own. Real processes, as they are deployed.</summary>
public sealed class FrontSignInTests
{
    [Fact]
    public async Task People_sign_in_at_one_front_end_come_back_to_another_and_have_a_session_in_the_store_of_the_silo()
    {
        await using var issuer = await CodeIssuer.StartAsync(Patience.Token);
        issuer.Change = claims =>
        {
            claims.Remove("roles");
            claims["realm_access"] = JsonNode.Parse("""{"roles":["offline_access","gateway operators"]}""")!;
        };
        await using var cluster = await TestCluster.StartAsync(Patience.Token);
        var silo = cluster.Start("Silo");
        var (one, other) = (Front(cluster, issuer), Front(cluster, issuer));
        await one.ReadyAsync(Patience.Token);
        await other.ReadyAsync(Patience.Token);
        await using var balancer = new FailoverBalancer(one.Url, other.Url);
        using var browser = new Wanderer(balancer.Url);
        var back = await browser.LeaveAsync();
        Assert.Equal($"{balancer.Url}/admin/signin-oidc", back.GetLeftPart(UriPartial.Path));

        await one.Process.KillAsync(Patience.Token);
        var (status, page, _) = await browser.GetAsync(back.AbsoluteUri);

        Assert.True(status is HttpStatusCode.OK, page);
        Assert.Equal(("oidc:ada@example.org", "operator"), await WhoAsync(other, browser.Session!));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin/backends?q=echo")).Status);
        Assert.DoesNotContain("a-secret-between", other.Process.Output + silo.Process.Output, StringComparison.Ordinal);

        // The way out leads by the issuer, and the session is over on the front end that never opened it.
        using var end = new HttpRequestMessage(HttpMethod.Delete, "/admin/v1/session") { Headers = { Authorization = new("Bearer", browser.Session!) } };
        using var ended = await other.Http.SendAsync(end, Patience.Token);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.StartsWith($"{issuer.Url}/leave?", (await browser.GetAsync("/admin/sign-in/oidc/out")).Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/admin/")).Status);
    }

    private static Node Front(TestCluster cluster, CodeIssuer issuer) => cluster.Start(
        "Api", ("Admin__Oidc__Authority", issuer.Url), ("Admin__Oidc__ClientId", CodeIssuer.Client), ("Admin__Oidc__ClientSecret", CodeIssuer.Secret),
        ("Admin__Oidc__RolesClaim", "realm_access.roles"), ("Admin__Oidc__Roles__operator", "gateway operators;gateway on-call"));

    private static async Task<(string? Name, string? Role)> WhoAsync(Node node, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/session") { Headers = { Authorization = new("Bearer", session) } };
        using var response = await node.Http.SendAsync(request, Patience.Token);
        var who = await response.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
        return (who.GetProperty("name").GetString(), who.GetProperty("role").GetString());
    }
}
