using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Tests.Host;
using Orleans.Gateway.Portal.Tests.Pages;

namespace Orleans.Gateway.Portal.Tests.SignIn;

/// <summary>Signing in through an issuer of OpenID Connect, step by step, as browsers take them.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private CodeIssuer _issuer = null!;
    private PortalGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await CodeIssuer.StartAsync(Patience.Token);
        _gateway = await PortalGateway.StartAsync(null, Patience.Token, [.. Of(_issuer), $"--Gateway:Admin:Oidc:ClientSecret={CodeIssuer.Secret}", "--Gateway:Admin:Oidc:DisplayName=The directory", "--Gateway:Admin:Oidc:SessionLife=00:20:00"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Who_comes_back_with_a_role_has_a_session_like_any_other_and_goes_on_where_they_wanted_to()
    {
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("url=backends?q=echo", page, StringComparison.Ordinal);
        Assert.Equal(CodeIssuer.Secret, _issuer.SecretSeen);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/admin/backends?q=echo")).Status);
        Assert.Equal(("oidc:ada@example.org", "operator"), await WhoAsync(browser.Session!));
        var session = Assert.Single(await ItemsAsync("sessions"), session => (string?)session["name"] == "oidc:ada@example.org");
        Assert.Equal(TimeSpan.FromMinutes(20), (DateTimeOffset)session["expires"]! - (DateTimeOffset)session["created"]!);
        Assert.Contains(await ItemsAsync("audit"), record => (string?)record["by"] == "oidc:ada@example.org" && (string?)record["action"] == "POST sessions" && (int?)record["status"] == 201);
    }

    [Fact]
    public async Task The_highest_role_counts_and_the_name_is_the_best_there_is()
    {
        _issuer.Change = claims =>
        {
            claims.Remove("preferred_username");
            claims["roles"] = new[] { "viewer", "ADMIN", "something.else" };
        };
        using var browser = new Wanderer(_gateway.Url);
        await browser.SignInAsync();

        Assert.Equal(("oidc:1234", "admin"), await WhoAsync(browser.Session!));
    }

    [Fact]
    public async Task Who_has_no_role_is_told_which_claim_needs_which_value_and_is_in_the_audit_log()
    {
        _issuer.Change = claims => claims["roles"] = new[] { "Owner" };
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Null(browser.Session);
        foreach (var word in (string[])["The directory", "<code>roles</code>", "<code>viewer</code>", "<code>operator</code>", "<code>admin</code>"])
        {
            Assert.Contains(word, page, StringComparison.Ordinal);
        }

        Assert.Contains(await ItemsAsync("audit"), record => (string?)record["by"] == "oidc:ada@example.org" && (int?)record["status"] == 403);
        Assert.DoesNotContain(await ItemsAsync("sessions"), session => (string?)session["name"] == "oidc:ada@example.org");
    }

    public static TheoryData<string> Wrong => ["another nonce", "no nonce", "expired", "too early", "another client", "another issuer", "another key", "no end", "the code is refused"];

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_token_that_is_not_right_in_every_way_opens_no_session(string what)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var other = RSA.Create(2048);
        (_issuer.Forger, _issuer.Refuses) = (what is "another key" ? other : null, what is "the code is refused" ? "invalid_client" : null);
        _issuer.Change = claims => _ = what switch
        {
            "another nonce" => claims["nonce"] = "made-up",
            "no nonce" => claims.Remove("nonce"),
            "expired" => claims["exp"] = now - 180,
            "too early" => claims["nbf"] = now + 180,
            "another client" => claims["aud"] = "another-application",
            "another issuer" => claims["iss"] = "https://elsewhere.example",
            "no end" => claims.Remove("exp"),
            _ => (object)true,
        };
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Null(browser.Session);
        Assert.Contains("is not valid here", page, StringComparison.Ordinal);
        Assert.DoesNotContain("issuer.internal", page, StringComparison.Ordinal);
        Assert.Contains("action=\"sign-in?return=backends%3Fq%3Decho\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_browser_began_no_other_one_can_end_nor_can_it_be_ended_twice()
    {
        using var browser = new Wanderer(_gateway.Url);
        using var other = new Wanderer(_gateway.Url);
        var back = await browser.LeaveAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await other.GetAsync(back.AbsoluteUri)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(back.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/admin/signin-oidc")).Status);
        Assert.Null(other.Session);
        Assert.Null(browser.Session);
        await browser.GetAsync(back.AbsoluteUri);
        Assert.NotNull(browser.Session);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(back.AbsoluteUri)).Status);
    }

    [Fact]
    public async Task Who_gives_up_at_the_issuer_is_told_so()
    {
        using var browser = new Wanderer(_gateway.Url);
        var back = await browser.LeaveAsync();
        var (status, page, _) = await browser.GetAsync($"/admin/signin-oidc?error=access_denied&error_description=%3Cb%3E&{back.Query.TrimStart('?').Split('&')[1]}");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("refused or given up", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData(" /\\evil.example/x")]
    [InlineData("'//evil.example/'")]
    [InlineData("javascript:alert(1)")]
    [InlineData("sign-in/oidc")]
    public async Task Nobody_is_sent_on_to_another_place_than_the_portal(string wanted)
    {
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.SignInAsync(wanted);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("url=./\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_node_ends_what_another_one_began()
    {
        await using var nodes = await TwoNodes.StartAsync(_gateway, Patience.Token);
        using var browser = new Wanderer(nodes.Url);
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync()).Status);

        Assert.Equal(("oidc:ada@example.org", "operator"), await WhoAsync(browser.Session!));
    }

    [Fact]
    public async Task Behind_a_load_balancer_that_ends_tls_the_way_back_is_the_one_that_the_browser_knows()
    {
        using var browser = new Wanderer(_gateway.Url);
        var (_, _, location) = await browser.GetAsync("/admin/sign-in/oidc", ("Host", "gateway.example.com"), ("X-Forwarded-Proto", "https"));
        Assert.Contains($"redirect_uri={Uri.EscapeDataString("https://gateway.example.com/admin/signin-oidc")}", location!.Query, StringComparison.Ordinal);

        await using var named = await PortalGateway.StartAsync(null, Patience.Token, [.. Of(_issuer), "--Gateway:Admin:Oidc:PublicUrl=https://portal.example.com"]);
        using var other = new Wanderer(named.Url);
        (_, _, location) = await other.GetAsync("/admin/sign-in/oidc");
        Assert.Contains($"redirect_uri={Uri.EscapeDataString("https://portal.example.com/admin/signin-oidc")}", location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_goes_to_the_issuer_and_back()
    {
        using var browser = new Wanderer(_gateway.Url);
        await browser.SignInAsync();
        var session = browser.Session!;
        using var end = new HttpRequestMessage(HttpMethod.Delete, "session") { Headers = { Authorization = new("Bearer", session) } };
        using var ended = await _gateway.Admin.SendAsync(end, Patience.Token);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        var leaving = (await browser.GetAsync("/admin/sign-in/oidc/out")).Location!.AbsoluteUri;
        Assert.Null(browser.Session);
        Assert.StartsWith($"{_issuer.Url}/leave?", leaving, StringComparison.Ordinal);
        Assert.Contains($"client_id={CodeIssuer.Client}", leaving, StringComparison.Ordinal);
        Assert.Contains($"id_token_hint={_issuer.Given}", leaving, StringComparison.Ordinal);
        var back = (await browser.GetAsync(leaving)).Location!.AbsoluteUri;
        Assert.Equal($"{_gateway.Url}/admin/signed-out", back);
        Assert.Contains("You have signed out, here and at The directory.", (await browser.GetAsync(back)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_token_is_sent_to_nobody_but_the_way_out_and_a_long_or_forged_one_is_not_handed_on()
    {
        using var browser = new Wanderer(_gateway.Url);
        await browser.SignInAsync();
        var kept = Assert.Single(browser.Cookies, cookie => cookie.Name == "gateway-portal-hint");
        Assert.True(kept is { HttpOnly: true, Path: "/admin/sign-in/oidc/out" });
        Assert.DoesNotContain(_issuer.Given!, kept.Value, StringComparison.Ordinal);

        kept.Value = $"{kept.Value[..^8]}AAAAAAAA";
        Assert.DoesNotContain("id_token_hint", (await browser.GetAsync("/admin/sign-in/oidc/out")).Location!.Query, StringComparison.Ordinal);
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Name == "gateway-portal-hint");

        await browser.SignInAsync();
        _issuer.Change = claims => claims["groups"] = new string('g', 2_000);
        await browser.SignInAsync();
        Assert.NotNull(browser.Session);
        Assert.DoesNotContain("id_token_hint", (await browser.GetAsync("/admin/sign-in/oidc/out")).Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_signed_in_with_a_key_is_not_sent_to_the_issuer_and_one_without_a_sign_out_is_named()
    {
        using var browser = new Wanderer(_gateway.Url);
        Assert.Contains("You have signed out.", (await browser.GetAsync("/admin/sign-in?out=1")).Text, StringComparison.Ordinal);

        _issuer.HasSignOut = false;
        var (status, page, _) = await browser.GetAsync("/admin/sign-in/oidc/out");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("but maybe not at The directory", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("realm_access.roles", "{\"roles\":[\"offline_access\",\"Operator\"]}", "operator")]
    [InlineData("groups", "[\"/staff\",\"/platform team\"]", "admin")]
    [InlineData("groups", "[\"4c1d0f5e-9f0e-4c2a-8d7b-6f1f3a2b9c10\"]", "viewer")]
    [InlineData("groups", "[\"admin\"]", null)]
    [InlineData("groups", "[\"/Platform team\"]", null)]
    public async Task Roles_are_inside_of_claims_and_groups_stand_for_them(string claim, string value, string? role)
    {
        string[] mapping = claim is "groups" ? ["--Gateway:Admin:Oidc:Roles:Admin=/platform team; /owners", "--Gateway:Admin:Oidc:Roles:viewer=4c1d0f5e-9f0e-4c2a-8d7b-6f1f3a2b9c10"] : [];
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token, [.. Of(_issuer), $"--Gateway:Admin:Oidc:RolesClaim={claim}", .. mapping]);
        _issuer.Change = claims =>
        {
            claims.Remove("roles");
            claims[claim.Split('.')[0]] = JsonNode.Parse(value)!;
        };
        using var browser = new Wanderer(gateway.Url);
        var (status, page, _) = await browser.SignInAsync();

        Assert.Equal(role is null ? HttpStatusCode.Forbidden : HttpStatusCode.OK, status);
        Assert.DoesNotContain("platform team", page, StringComparison.Ordinal);
        Assert.Equal(role, role is null ? null : (await WhoAsync(browser.Session!, gateway)).Role);
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_named_and_keys_open_the_portal_all_the_same()
    {
        await _issuer.DisposeAsync();
        using var browser = new Wanderer(_gateway.Url);
        var (status, page, _) = await browser.GetAsync("/admin/sign-in/oidc?return=usage");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The directory cannot be reached", page, StringComparison.Ordinal);
        Assert.Contains("action=\"sign-in?return=usage\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.Admin.GetAsync(new Uri("session", UriKind.Relative), Patience.Token)).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_its_issuer_is_not_trusted_any_more()
    {
        var folder = Directory.CreateTempSubdirectory("portal-kept-");
        var kept = $"--Gateway:DataDirectory={folder.FullName}";
        using var browser = await SignedInAsync(kept);

        await using var without = await PortalGateway.StartAsync(null, Patience.Token, kept);
        using var request = new HttpRequestMessage(HttpMethod.Get, "session") { Headers = { Authorization = new("Bearer", browser.Session!) } };
        using var response = await without.Admin.SendAsync(request, Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    /// <summary>A public client: no secret, in a gateway that is over afterwards.</summary>
    private async Task<Wanderer> SignedInAsync(string folder)
    {
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token, [.. Of(_issuer), folder]);
        var browser = new Wanderer(gateway.Url);
        await browser.SignInAsync();
        Assert.Null(_issuer.SecretSeen);
        Assert.NotNull(browser.Session);
        return browser;
    }

    private static string[] Of(CodeIssuer issuer) => [$"--Gateway:Admin:Oidc:Authority={issuer.Url}", $"--Gateway:Admin:Oidc:ClientId={CodeIssuer.Client}"];

    private async Task<(string? Name, string? Role)> WhoAsync(string session, PortalGateway? gateway = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "session") { Headers = { Authorization = new("Bearer", session) } };
        using var response = await (gateway ?? _gateway).Admin.SendAsync(request, Patience.Token);
        var who = JsonNode.Parse(await response.Content.ReadAsStringAsync(Patience.Token))!;
        return ((string?)who["name"], (string?)who["role"]);
    }

    private async Task<List<JsonNode>> ItemsAsync(string path) =>
        [.. JsonNode.Parse(await _gateway.Admin.GetStringAsync(new Uri(path, UriKind.Relative), Patience.Token))!["items"]!.AsArray().Select(item => item!)];
}
