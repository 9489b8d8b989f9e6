using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Aliases;

/// <summary>Owns one alias: its targets and their versions. Key: <see cref="AliasKey"/>. Never on the path of a request.</summary>
[Alias("gateway.IAliasGrain"), GrainInterfaceType("gateway.IAliasGrain")]
public interface IAliasGrain : IGrainWithStringKey
{
    /// <summary>The version in force; null when the alias does not exist.</summary>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Versioned<AliasDefinition>?> GetAsync();

    /// <summary>Writes a new version and publishes it.</summary>
    /// <param name="expected">The version that the caller has seen: 0 to create, null to overwrite whatever is there.</param>
    /// <exception cref="Errors.VersionConflictException">The version in force is another one.</exception>
    /// <exception cref="Errors.DefinitionRejectedException">A target names a backend that does not exist, or the targets do not add up.</exception>
    [Alias("Put"), ResponseTimeout("00:00:10")]
    Task<Published<AliasDefinition>> PutAsync(AliasDefinition definition, long? expected);

    /// <summary>Writes a new version without publishing it, as part of a document that is published as one epoch afterwards.</summary>
    [Alias("Store"), ResponseTimeout("00:00:10")]
    Task<Versioned<AliasDefinition>> StoreAsync(AliasDefinition definition);

    /// <summary>Forgets the alias without publishing it. Its versions go on where they ended, should it come back.</summary>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync();

    /// <summary>How its targets are, asked of their owners now; of an owner that does not answer, what it last said. Null when the alias does not exist.</summary>
    [Alias("Health"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<AliasHealth?> HealthAsync();
}

/// <summary>A written version and the epoch in which it was published.</summary>
[GenerateSerializer, Immutable, Alias("gateway.Published`1")]
public sealed record Published<T>([property: Id(0)] Versioned<T> Written, [property: Id(1)] long Epoch);
