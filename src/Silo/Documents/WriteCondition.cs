namespace Orleans.Gateway.Silo.Documents;

/// <summary>What a write says about what it has seen.</summary>
/// <param name="Match">The tags of <c>If-Match</c>, one of which has to be in force; null without that header.</param>
/// <param name="CreateOnly"><c>If-None-Match: *</c>.</param>
public sealed record WriteCondition(IReadOnlyList<string>? Match, bool CreateOnly)
{
    /// <summary>Stands for any tag in <see cref="Match"/>.</summary>
    public const string Any = "*";

    /// <summary>Whatever is there, or nothing.</summary>
    public static WriteCondition Whatever { get; } = new(null, false) { IsOpen = true };

    private bool IsOpen { get; init; }

    /// <param name="current">The tag in force; null when there is nothing.</param>
    public EditProblem Check(string? current) => (current, Match) switch
    {
        _ when IsOpen => EditProblem.None,
        (null, null) => EditProblem.None,
        (null, _) => EditProblem.Stale,
        _ when CreateOnly => EditProblem.Stale,
        (_, null) => EditProblem.NeedsMatch,
        _ => Match.Contains(current) || Match.Contains(Any) ? EditProblem.None : EditProblem.Stale,
    };
}

/// <summary>Why a change was not made.</summary>
public enum EditProblem
{
    None,

    /// <summary>There is nothing of that name.</summary>
    NotFound,

    /// <summary>It exists, and the caller did not say which version of it was seen.</summary>
    NeedsMatch,

    /// <summary>Another version is in force.</summary>
    Stale,

    /// <summary>Something else refers to it.</summary>
    InUse,

    /// <summary>The subscription was cancelled, which is final.</summary>
    Final,

    /// <summary>Others changed the catalog each time that this change was tried.</summary>
    Busy,
}

/// <summary>What became of a change.</summary>
public sealed record EditResult(EditProblem Problem)
{
    /// <summary>The definition before; null when there was none.</summary>
    public StoredDefinition? Before { get; init; }

    /// <summary>The definition now; null when there is none any more.</summary>
    public StoredDefinition? After { get; init; }

    /// <summary>What of a document is different, as JSON: with all definitions in it, before and after are too long to be kept with each change. Null: they say it themselves.</summary>
    public byte[]? Plan { get; init; }

    /// <summary>In which the change was published.</summary>
    public long Epoch { get; init; }

    /// <summary>The shards of the key index that the change was written to, with their epochs.</summary>
    public IReadOnlyList<ShardEpoch> Shards { get; init; } = [];

    /// <summary>Who refers to what was to be deleted.</summary>
    public IReadOnlyList<string> Referrers { get; init; } = [];

    /// <summary>New keys in clear, by their place (<c>primary</c>, <c>secondary</c>): to be shown once.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();
}
