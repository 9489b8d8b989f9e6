using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>
/// Values of a claim that may be inside another one, as in <c>realm_access.roles</c>. Names of claims have dots themselves
/// (<c>https://example.com/roles</c>): whatever can be meant is looked at, the name as a whole first.
/// </summary>
internal static class ClaimPath
{
    public static IEnumerable<string> Values(ClaimsPrincipal principal, string path) =>
        principal.FindAll(path).Select(claim => claim.Value).Concat(Parts(path).SelectMany(part => principal.FindAll(part.Name)
            .Where(claim => claim.ValueType == JsonClaimValueTypes.Json)
            .SelectMany(claim => Inside(JsonElement.Parse(claim.Value), part.Left))));

    private static IEnumerable<string> Inside(JsonElement value, string path)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        var here = value.TryGetProperty(path, out var found) ? Texts(found) : [];
        return here.Concat(Parts(path).SelectMany(part => value.TryGetProperty(part.Name, out var inner) ? Inside(inner, part.Left) : []));
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    /// <summary>A path at each of its dots.</summary>
    private static IEnumerable<(string Name, string Left)> Parts(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return (path[..dot], path[(dot + 1)..]);
        }
    }
}
