using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class ClaimPathTests
{
    [Theory]
    [InlineData("roles", "[a]")]
    [InlineData("realm_access.roles", "b c")]
    [InlineData("resource_access.my.client.roles", "d")]
    [InlineData("https://example.com/claims.groups", "e")]
    [InlineData("https://example.com/roles", "f")]
    [InlineData("realm_access", "")]
    [InlineData("realm_access.roles.more", "")]
    [InlineData("realm_access.count", "")]
    [InlineData("text.roles", "")]
    [InlineData("nothing.roles", "")]
    [InlineData(".", "")]
    public void Values_are_found_at_the_end_of_the_way(string path, string values)
    {
        var person = new ClaimsPrincipal(new ClaimsIdentity(
        [
            new("roles", "[a]"),
            new("realm_access", """{"roles":["b",7,"c"],"count":2}""", JsonClaimValueTypes.Json),
            new("resource_access", """{"my.client":{"roles":["d"]},"other":{"roles":["x"]}}""", JsonClaimValueTypes.Json),
            new("https://example.com/claims", """{"groups":"e"}""", JsonClaimValueTypes.Json),
            new("https://example.com/roles", "f"),
            // Whoever may choose a text must not be able to make a structure of it.
            new("text", """{"roles":["admin"]}"""),
        ]));

        var found = ClaimPath.Values(person, path).Where(value => path is not "realm_access" || !value.StartsWith('{'));
        Assert.Equal(values, string.Join(' ', found));
    }

    [Theory]
    [InlineData("", "VIEWER operator", "operator")]
    [InlineData("", "owner", null)]
    [InlineData("admin=owner;root", "owner operator", "admin")]
    [InlineData("admin=owner", "Owner", null)]
    [InlineData("admin=owner", "admin", null)]
    [InlineData("VIEWER=all admin=owner", "all", "viewer")]
    public void The_highest_role_counts_and_names_of_roles_only_where_nothing_stands_for_them(string mapping, string values, string? role)
    {
        var roles = new RoleClaim("groups", mapping.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => KeyValuePair.Create(one.Split('=')[0], one.Split('=')[1])));
        var person = new ClaimsPrincipal(new ClaimsIdentity(values.Split(' ').Select(value => new Claim("groups", value))));

        Assert.Equal(role, roles.RoleOf(person));
    }
}
