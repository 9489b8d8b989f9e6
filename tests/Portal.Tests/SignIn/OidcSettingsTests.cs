using Orleans.Gateway.Api.Admin;

namespace Orleans.Gateway.Portal.Tests.SignIn;

/// <summary>Settings that could let nobody in, or the wrong people, are refused at the start by their name.</summary>
public sealed class OidcSettingsTests
{
    [Theory]
    [InlineData("Authority", "http://issuer.example", "id", "openid", null)]
    [InlineData("Authority", "issuer.example", "id", "openid", null)]
    [InlineData("Authority", "ftp://127.0.0.1", "id", "openid", null)]
    [InlineData("Authority", null, "id", "openid", null)]
    [InlineData("ClientId", "https://issuer.example", null, "openid", null)]
    [InlineData("Scopes", "https://issuer.example", "id", "profile email", null)]
    [InlineData("PublicUrl", "https://issuer.example", "id", "openid", "gateway.example.com")]
    [InlineData("PublicUrl", "https://issuer.example", "id", "openid", "https://gateway.example.com/admin")]
    [InlineData(null, null, null, "openid profile", null)]
    [InlineData(null, "https://issuer.example/tenant/v2.0", "id", "openid profile", "https://gateway.example.com")]
    [InlineData(null, "http://127.0.0.1:8080/realms/one", "id", "openid", null)]
    public void The_one_that_is_wrong_is_named(string? wrong, string? authority, string? client, string scopes, string? publicUrl)
    {
        var options = new AdminOptions { Oidc = { Authority = authority, ClientId = client, Scopes = scopes, PublicUrl = publicUrl } };
        var result = new AdminOidcRules().Validate(null, options);

        Assert.Equal(wrong is null, result.Succeeded);
        Assert.StartsWith(wrong is null ? "" : $"Gateway:Admin:Oidc:{wrong} ", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin=a;b viewer=c", null)]
    [InlineData("Operator=/operators", null)]
    [InlineData("owner=a", "owner is no role. The roles are viewer, operator, admin")]
    [InlineData("admin= operator=a", "admin has no value")]
    [InlineData("admin=; operator=a", "admin has no value")]
    [InlineData("viewer=a;b admin=b", "admin has 'b', which Gateway:Admin:Oidc:Roles:viewer has already")]
    public void Values_of_roles_are_refused_by_the_role_that_is_wrong(string roles, string? mistake)
    {
        var values = roles.Split(' ').Select(role => role.Split('=')).ToDictionary(role => role[0], role => role[1]);
        var result = new AdminOidcRules().Validate(null, new AdminOptions { Oidc = { Authority = "https://issuer.example", ClientId = "id", Roles = values } });

        Assert.Equal(mistake is null, result.Succeeded);
        Assert.StartsWith(mistake is null ? "" : $"Gateway:Admin:Oidc:Roles:{mistake}", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_roles_without_an_issuer_are_refused() =>
        Assert.StartsWith("Gateway:Admin:Oidc:Authority is missing", new AdminOidcRules().Validate(null, new AdminOptions { Oidc = { Roles = new Dictionary<string, string> { ["admin"] = "a" } } }).FailureMessage, StringComparison.Ordinal);
}
