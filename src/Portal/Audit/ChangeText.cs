using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Audit;

/// <summary>What a record of the audit log is about, as people say it: "changed the backend x" for <c>PUT backends/{name}</c>.</summary>
internal static class ChangeText
{
    /// <param name="record">Of the admin API.</param>
    public static string Of(JsonNode record)
    {
        var (action, target) = ($"{record["action"]}", $"{record["object"]}");
        var method = action.Split(' ')[0];
        var end = action.LastIndexOf('}') is >= 0 and var last ? action[(last + 1)..] : "";
        var what = What(end.Length > 0 && target.EndsWith(end, StringComparison.Ordinal) ? target[..^end.Length] : target);
        if (Words(method, end, target, what, isNew: record["before"] is null) is not { } words)
        {
            return $"{method} {target}";
        }

        return (int?)record["status"] is >= 400 ? $"tried to {words.Verb} {words.What}" : $"{words.Past} {words.What}";
    }

    private static (string Verb, string Past, string What)? Words(string method, string end, string target, string what, bool isNew) => (method, end) switch
    {
        ("POST", "/keys/primary/regenerate") => ("regenerate", "regenerated", $"the primary key of {what}"),
        ("POST", "/keys/secondary/regenerate") => ("regenerate", "regenerated", $"the secondary key of {what}"),
        ("POST", "/suspend") => ("suspend", "suspended", what),
        ("POST", "/activate") => ("activate", "activated", what),
        ("POST", "/cancel") => ("cancel", "cancelled", what),
        ("POST", "/rollback") => ("roll back", "rolled back", what),
        ("POST", "/promote") or ("POST", "/rollout/promote") => ("end", "ended", $"the rollout of {what} with the canary"),
        ("PUT", "/rollout") => ("begin", "began", $"a rollout of {what}"),
        ("DELETE", "/rollout") => ("take back", "took back", $"the rollout of {what}"),
        ("POST", "/test") => ("test", "tested", what),
        ("POST", "/content-safety/test") => ("try", "tried", $"the content safety of {what}"),
        ("POST", "/circuit") => ("set", "set", $"the circuit of {what}"),
        ("PUT", "/credentials") => ("change", "changed", $"the credentials of {what}"),
        ("DELETE", "/credentials") => ("delete", "deleted", $"the credentials of {what}"),
        ("POST", "") when target.StartsWith("keys", StringComparison.Ordinal) => ("make", "made", what),
        ("POST", "") when target.StartsWith("sessions", StringComparison.Ordinal) => ("sign in:", "signed in:", what),
        ("PUT", "") when target is "config" => ("apply", "applied", "a document"),
        ("DELETE", "") when target is "session" => ("sign out", "signed out", ""),
        ("DELETE", "") when target.StartsWith("sessions/", StringComparison.Ordinal) || target.StartsWith("requests/", StringComparison.Ordinal) => ("end", "ended", what),
        ("PUT", "") => isNew ? ("write", "created", what) : ("change", "changed", what),
        ("DELETE", "") => ("delete", "deleted", what),
        _ => null,
    };

    private static string What(string target) => target.Split('/') switch
    {
        ["apis", var api, "aliases", .. var alias] => $"the alias {string.Join('/', alias)} of {api}",
        ["apis", .. var name] => $"the API {string.Join('/', name)}",
        ["backends", .. var name] => $"the backend {string.Join('/', name)}",
        ["products", .. var name] => $"the product {string.Join('/', name)}",
        ["subscriptions", .. var name] => $"the subscription {string.Join('/', name)}",
        ["keys", .. var name] => $"the admin key {string.Join('/', name)}",
        ["sessions", .. var id] => $"the session {string.Join('/', id)}",
        ["requests", .. var id] => $"the call {string.Join('/', id)}",
        ["metrics"] => "the labels of metrics",
        _ => target,
    };
}
