using System.Security.Claims;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>Which values of which claim of a token give which role.</summary>
internal sealed class RoleClaim
{
    private readonly string _claim;
    private readonly Dictionary<string, string[]> _values;

    /// <param name="claim">A claim, or the way to one that is inside another (see <see cref="ClaimPath"/>).</param>
    /// <param name="values">The values for a role, separated by semicolons, by the role in any case. Empty: the roles are their own values.</param>
    public RoleClaim(string claim, IEnumerable<KeyValuePair<string, string>> values)
    {
        _claim = claim;
        _values = values.ToDictionary(role => role.Key, role => Split(role.Value), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the settings say what the values are. The names of the roles are no values then.</summary>
    public bool IsMapped => _values.Count > 0;

    /// <summary>The highest role that the token gives; null when none.</summary>
    public string? RoleOf(ClaimsPrincipal principal)
    {
        var found = ClaimPath.Values(principal, _claim).ToList();
        return AdminRole.All.LastOrDefault(role => IsMapped
            ? _values.TryGetValue(role, out var values) && values.Any(value => found.Contains(value, StringComparer.Ordinal))
            : found.Contains(role, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What is wrong with the values; null when nothing is.</summary>
    /// <param name="section">The setting that has them.</param>
    public static string? Mistake(string section, IEnumerable<KeyValuePair<string, string>> values)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (role, text) in values)
        {
            if (!AdminRole.All.Contains(role, StringComparer.OrdinalIgnoreCase))
            {
                return $"{section}:{role} is no role. The roles are {string.Join(", ", AdminRole.All)}: set {section}:ROLE to the values of the claim that give it, separated by ';'.";
            }

            if (Split(text).Length == 0)
            {
                return $"{section}:{role} has no value. Set it to the values of the claim that give the role, separated by ';', or leave it out.";
            }

            foreach (var value in Split(text))
            {
                if (!seen.TryAdd(value, role))
                {
                    return $"{section}:{role} has '{value}', which {section}:{seen[value]} has already. A value gives one role.";
                }
            }
        }

        return null;
    }

    private static string[] Split(string? text) => (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
