using Microsoft.AspNetCore.Authorization;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>Who may do what in the admin API. Each role may do all that the ones before it may.</summary>
internal static class AdminRole
{
    /// <summary>Reads everything but the audit log and the admin keys.</summary>
    public const string Viewer = "viewer";

    /// <summary>Keeps the gateway running: points aliases elsewhere, suspends subscriptions, tests backends.</summary>
    public const string Operator = "operator";

    /// <summary>Everything, among it whatever decides where credentials go and who gets in.</summary>
    public const string Admin = "admin";

    /// <summary>From the least to the most.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Admin];

    /// <summary>The policy of endpoints for a role and all above it.</summary>
    public static string Policy(string role) => $"admin:{role}";

    public static void AddPolicies(AuthorizationBuilder authorization)
    {
        for (var at = 0; at < All.Count; at++)
        {
            var enough = All.Skip(at).ToArray();
            authorization.AddPolicy(Policy(All[at]), policy => policy.AddAuthenticationSchemes(AdminAuthentication.SchemeName).RequireRole(enough));
        }
    }
}
