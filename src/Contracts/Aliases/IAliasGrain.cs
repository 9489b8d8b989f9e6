using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Aliases;

/// <summary>Owns one alias: its targets and their versions. Key: <see cref="AliasKey"/>. Never on the path of a request.</summary>
[Alias("gateway.IAliasGrain"), GrainInterfaceType("gateway.IAliasGrain")]
public interface IAliasGrain : IGrainWithStringKey
{
    /// <summary>The last version that was written, which is in force once the catalog has it; null when the alias does not exist.</summary>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Versioned<AliasDefinition>?> GetAsync();

    /// <summary>Writes a new version and publishes it.</summary>
    /// <param name="expected">The version that the caller has seen: 0 to create, null to overwrite whatever is there.</param>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one.</exception>
    /// <exception cref="Errors.DefinitionRejectedException">A target names a backend that does not exist, or the targets do not add up.</exception>
    [Alias("Put"), ResponseTimeout("00:00:10")]
    Task<Published<AliasDefinition>> PutAsync(AliasDefinition definition, long? expected, ChangeNote? note = null);

    /// <summary>Writes a new version without publishing it, as part of a document that is published as one epoch afterwards.</summary>
    /// <param name="published">
    /// The version in force, 0 for none: what was written after it was never published, and leaves the history; the same content by the same
    /// writer is not written again. Null: not known.
    /// </param>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one. Nothing was written.</exception>
    [Alias("Store"), ResponseTimeout("00:00:10")]
    Task<Versioned<AliasDefinition>> StoreAsync(AliasDefinition definition, ChangeNote? note = null, long? published = null);

    /// <summary>Forgets the alias without publishing it. Its versions go on where they ended, should it come back.</summary>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync();

    /// <summary>How its targets are, asked of their owners now; of an owner that does not answer, what it last said. Null when the alias does not exist.</summary>
    [Alias("Health"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<AliasHealth?> HealthAsync();

    /// <summary>Takes the alias out of the catalog, and then forgets it. Returns the epoch.</summary>
    /// <param name="expected">The version that the caller has seen; null for whatever is there.</param>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one, or there is none.</exception>
    /// <exception cref="Errors.DefinitionRejectedException">A product names the alias.</exception>
    [Alias("Delete"), ResponseTimeout("00:00:10")]
    Task<long> DeleteAsync(long? expected);

    /// <summary>The last 50 versions that were in force, newest first.</summary>
    [Alias("Versions"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<IReadOnlyList<AliasVersion>> VersionsAsync();

    /// <summary>Writes a new version with the content of an old one, and publishes it.</summary>
    /// <returns>Null: the history does not have that version.</returns>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one.</exception>
    /// <exception cref="Errors.DefinitionRejectedException">The old content names a backend that does not exist any more.</exception>
    [Alias("Rollback"), ResponseTimeout("00:00:10")]
    Task<Published<AliasDefinition>?> RollbackAsync(long version, long? expected, ChangeNote note);

    /// <summary>Begins a rollout at its first step, in place of one that may be under way, and publishes it.</summary>
    /// <returns>Null: there is no such alias.</returns>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one.</exception>
    /// <exception cref="Errors.DefinitionRejectedException">All mistakes.</exception>
    [Alias("PutRollout"), ResponseTimeout("00:00:10")]
    Task<Published<AliasDefinition>?> PutRolloutAsync(RolloutDefinition rollout, long? expected, ChangeNote note);

    /// <summary>Ends the rollout at once: takes it back, or gives the canary its place.</summary>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one.</exception>
    [Alias("EndRollout"), ResponseTimeout("00:00:10")]
    Task<Published<AliasDefinition>?> EndRolloutAsync(bool promote, long? expected, ChangeNote note);

    /// <summary>The rollout that is under way and what was seen of its step; null when there is none.</summary>
    [Alias("Rollout"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<RolloutStatus?> RolloutAsync();

    /// <summary>Takes in what a silo has counted. Reports are sums since the step began, so one that comes twice counts once.</summary>
    [Alias("ReportRollout"), ResponseTimeout("00:00:05")]
    Task ReportRolloutAsync(RolloutReport report);

    /// <summary>Does what is due by itself: moves a rollout on, or takes it back. May be called at any time, by anybody, and more than once.</summary>
    [Alias("Tend"), ResponseTimeout("00:00:10")]
    Task TendAsync();
}

/// <summary>A written version and the epoch in which it was published.</summary>
[GenerateSerializer, Immutable, Alias("gateway.Published`1")]
public sealed record Published<T>([property: Id(0)] Versioned<T> Written, [property: Id(1)] long Epoch);
