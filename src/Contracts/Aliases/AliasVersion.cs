using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Aliases;

/// <summary>One version of an alias, as its history keeps it: what it was, since when, by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("gateway.AliasVersion")]
public sealed record AliasVersion
{
    [Id(0)] public required long Version { get; init; }

    [Id(1)] public required AliasDefinition Definition { get; init; }

    /// <summary>When it was written. Null: before there was a history.</summary>
    [Id(2)] public DateTimeOffset? At { get; init; }

    [Id(3)] public ChangeNote Note { get; init; } = ChangeNote.Unknown;

    /// <summary>The version whose content this one brought back; null when it was no rollback.</summary>
    [Id(4)] public long? RestoredFrom { get; init; }
}

/// <summary>Who changed something, and why.</summary>
/// <param name="By">A name from the key or the token that signed in, or what did it by itself: <c>document</c>, <c>rollout</c>.</param>
/// <param name="Why">What the caller gave as the reason; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("gateway.ChangeNote")]
public sealed record ChangeNote([property: Id(0)] string By, [property: Id(1)] string? Why = null)
{
    public static ChangeNote Unknown { get; } = new("unknown");

    /// <summary>The document that a process was started with.</summary>
    public static ChangeNote Document { get; } = new("document");

    /// <summary>A rollout that moved by itself.</summary>
    public static ChangeNote Rollout(string why) => new("rollout", why);
}
