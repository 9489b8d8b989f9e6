using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Backends;

/// <summary>
/// What a failed test of a connection says to operators. Clients are told that an operator has to look at it: whoever tests is that operator, and is told where to
/// look. What the provider said itself comes with the statuses that clients get it for too.
/// </summary>
internal static class ProviderRefusal
{
    /// <param name="tested">The answer of the admin API to a test.</param>
    public static string Of(JsonObject tested) => (int?)tested["status"] switch
    {
        401 => "The provider refused the credential. Look at the key, or at the header it is sent in.",
        403 => "The provider knows the credential, and does not let it do this. Look at its permissions, at who may reach the provider from which network, and at the model's name.",
        404 => $"{tested["problem"]} Look at the URL, and at the model's name.",
        null when tested["problem"] is { } problem && $"{problem}".Contains("reached", StringComparison.Ordinal) => $"{problem} Look at the URL, and at whether this node may connect to it.",
        _ => $"{tested["problem"]}",
    };
}
