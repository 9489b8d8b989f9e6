using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Api.Access;

/// <summary>What of a token goes along with its call: the claims by which something is told apart, and nothing else of it.</summary>
internal static class CountedClaims
{
    /// <summary>In characters.</summary>
    private const int Longest = 256;

    /// <param name="claims">All of the token; a name may be there several times, as that of groups is.</param>
    /// <param name="names">Of those that are wanted.</param>
    /// <returns>Each with all its values, in order and joined by commas. What is too long is its hash, by which it is told apart as well.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IReadOnlyList<KeyValuePair<string, string>> claims, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || claims.Count == 0)
        {
            return [];
        }

        var counted = new List<KeyValuePair<string, string>>(names.Count);
        foreach (var name in names)
        {
            var value = string.Join(',', claims.Where(claim => claim.Key == name).Select(claim => claim.Value).Distinct().Order(StringComparer.Ordinal));
            if (value.Length > 0)
            {
                counted.Add(new(name, value.Length <= Longest ? value : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}"));
            }
        }

        return counted;
    }
}
