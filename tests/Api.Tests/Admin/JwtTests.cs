using System.Net;
using System.Security.Cryptography;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Admin;

public class JwtFixture : GatewayFixture
{
    private FakeIssuer _issuer = null!;

    internal FakeIssuer Issuer => _issuer;

    private protected override string[] Settings => [$"--Gateway:Admin:Jwt:Authority={_issuer.Url}", "--Gateway:Admin:Jwt:Audience=gateway", "--Gateway:Admin:Jwt:RolesClaim=roles"];

    private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation) => _issuer = await FakeIssuer.StartAsync(cancellation);
}

/// <summary>With groups that stand for a role, in a claim inside of another.</summary>
public sealed class MappedFixture : JwtFixture
{
    private protected override string[] Settings => [.. base.Settings, "--Gateway:Admin:Jwt:RolesClaim=resource.groups", "--Gateway:Admin:Jwt:Roles:operator=/gateway operators"];
}

/// <summary>Tokens of an issuer that the gateway was told to trust.</summary>
public sealed class JwtTests(JwtFixture fixture) : IClassFixture<JwtFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("Viewer", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("Operator", HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData("admin", HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    public async Task The_app_role_decides(string role, HttpStatusCode read, HttpStatusCode suspend, HttpStatusCode remove)
    {
        var token = fixture.Issuer.Token(claims => claims["roles"] = new[] { role });

        Assert.Equal(read, await StatusAsync("GET", "backends", token));
        Assert.Equal(suspend, await StatusAsync("POST", "subscriptions/none-such/suspend", token));
        Assert.Equal(remove, await StatusAsync("DELETE", "keys/none-such", token));
    }

    [Fact]
    public async Task Groups_inside_of_a_claim_stand_for_a_role_where_the_settings_say_so()
    {
        await using var gateway = new MappedFixture();
        await gateway.InitializeAsync();
        var token = gateway.Issuer.Token(claims =>
        {
            claims.Remove("roles");
            claims["resource"] = new { groups = new[] { "/staff", "/gateway operators" } };
        });

        using var suspend = await gateway.Http.AdminAsync("POST", "subscriptions/none-such/suspend", Cancellation, key: token);
        using var remove = await gateway.Http.AdminAsync("DELETE", "keys/none-such", Cancellation, key: token);
        using var named = await gateway.Http.AdminAsync("GET", "backends", Cancellation, key: gateway.Issuer.Token());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (suspend.StatusCode, remove.StatusCode, named.StatusCode));
    }

    [Fact]
    public async Task The_record_names_who_the_token_is_of()
    {
        await StatusAsync("POST", "subscriptions/none-such/suspend", fixture.Issuer.Token());

        var records = await fixture.Http.AdminGetAsync("audit", Cancellation).DoneAsync(Cancellation);
        Assert.Contains(records.GetProperty("items").EnumerateArray(), record => record.GetProperty("by").GetString() == "jwt:ada@example.org");
    }

    public static TheoryData<string> Wrong => ["expired", "too early", "audience", "issuer", "no role", "foreign role", "another key", "HS256", "RS384", "none", "no end", "cut off", "changed"];

    [Theory, MemberData(nameof(Wrong))]
    public async Task What_is_not_right_in_every_way_opens_nothing(string what)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var other = RSA.Create(2048);
        var token = what switch
        {
            "expired" => fixture.Issuer.Token(claims => claims["exp"] = now - 180),
            "too early" => fixture.Issuer.Token(claims => claims["nbf"] = now + 180),
            "audience" => fixture.Issuer.Token(claims => claims["aud"] = "another-application"),
            "issuer" => fixture.Issuer.Token(claims => claims["iss"] = "https://elsewhere.example"),
            "no role" => fixture.Issuer.Token(claims => claims.Remove("roles")),
            "foreign role" => fixture.Issuer.Token(claims => claims["roles"] = new[] { "Owner" }),
            "another key" => fixture.Issuer.Token(key: other),
            "no end" => fixture.Issuer.Token(claims => claims.Remove("exp")),
            "cut off" => fixture.Issuer.Token()[..^8],
            "changed" => Changed(fixture.Issuer.Token()),
            _ => fixture.Issuer.Token(algorithm: what),
        };

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "backends", token));
    }

    private static string Changed(string token)
    {
        var other = System.Buffers.Text.Base64Url.EncodeToString("""{"roles":["admin"]}"""u8);
        return $"{token.Split('.')[0]}.{other}.{token.Split('.')[2]}";
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path, string token)
    {
        using var response = await fixture.Http.AdminAsync(method, path, Cancellation, key: token);
        return response.StatusCode;
    }
}
