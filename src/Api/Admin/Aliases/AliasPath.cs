namespace Orleans.Gateway.Api.Admin.Aliases;

/// <summary>
/// An alias may be called <c>gpt/versions</c>. Written so, its path would be that of the versions of <c>gpt</c>; so such a name has to be
/// written as <c>gpt%2Fversions</c>, which nothing else is.
/// </summary>
internal static class AliasPath
{
    /// <summary>What an alias has below itself, now or later.</summary>
    internal static IReadOnlyList<string> Words { get; } = ["versions", "rollback", "rollout", "health"];

    /// <summary>Null when the path can only mean an alias.</summary>
    public static IResult? Problem(AdminCall call) => IsAmbiguous((string?)call.Context.GetRouteValue("alias") ?? "")
        ? AdminProblem.Of(
            StatusCodes.Status405MethodNotAllowed,
            "Not an alias",
            "This path belongs to the alias before it. If you mean an alias with a slash in its name, write the slash as %2F.")
        : null;

    /// <param name="sent">As it was sent, with %2F unread.</param>
    internal static bool IsAmbiguous(string sent)
    {
        var parts = sent.Split('/');
        return parts.Length > 1 && Words.Contains(parts[1], StringComparer.OrdinalIgnoreCase);
    }
}
