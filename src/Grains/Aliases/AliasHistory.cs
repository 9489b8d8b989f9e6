using Orleans.Gateway.Contracts.Aliases;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>The last versions of an alias, oldest first.</summary>
internal static class AliasHistory
{
    /// <summary>Versions that are kept.</summary>
    public const int Most = 50;

    /// <param name="published">The version in force: what was written after it was never in force, and goes. Null: not known.</param>
    public static IReadOnlyList<AliasVersion> With(IReadOnlyList<AliasVersion> history, AliasVersion next, long? published)
    {
        var kept = history.Where(version => version.Version < next.Version && (published is null || version.Version <= published)).Append(next).ToArray();
        return kept.Length <= Most ? kept : kept[^Most..];
    }

    /// <summary>What was in force, newest first.</summary>
    /// <param name="published">0: the alias is not in the catalog.</param>
    public static IReadOnlyList<AliasVersion> InForce(IReadOnlyList<AliasVersion> history, long published) =>
        [.. history.Where(version => version.Version <= published).Reverse()];

    /// <summary>From before there was a history, only the last version is known.</summary>
    public static IReadOnlyList<AliasVersion> Of(AliasState state) => state switch
    {
        { History.Count: > 0 } => state.History,
        { Current: { } current } => [new AliasVersion { Version = current.Version, Definition = current.Value }],
        _ => [],
    };
}
