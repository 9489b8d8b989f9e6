namespace Orleans.Gateway.Api.Admin;

/// <summary>What an endpoint of the admin API does and takes: for its policy, its audit records and its description.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Below <c>/admin/v1</c>.</param>
/// <param name="Role">The least role that may call it.</param>
/// <param name="Summary">One line.</param>
internal sealed record AdminOperation(string Method, string Pattern, string Role, string Summary)
{
    /// <summary>The resource, as the description groups them.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Whether calls leave an audit record: all that are no GET, but those that change nothing.</summary>
    public bool IsAudited { get; init; } = Method is not "GET";

    /// <summary>The name of the body's schema; null when there is no body.</summary>
    public string? Body { get; init; }

    /// <summary>Query parameters and what they are.</summary>
    public IReadOnlyList<(string Name, string Description)> Query { get; init; } = [];

    /// <summary>Whether <c>If-Match</c> and <c>If-None-Match</c> count.</summary>
    public bool IsConditional { get; init; }

    public string Action => $"{Method} {Pattern.TrimStart('/').Replace("**", "", StringComparison.Ordinal)}";

    internal static IReadOnlyList<(string Name, string Description)> Paging { get; } =
    [
        ("limit", "How many at most, from 1 to 200. Default 50."),
        ("after", "The value of next in the answer before."),
        ("q", "Only those whose name holds this text."),
    ];
}
