using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Contracts.Aliases;

/// <summary>How the targets of an alias are.</summary>
/// <param name="Version">Of the alias.</param>
[GenerateSerializer, Immutable, Alias("gateway.AliasHealth")]
public sealed record AliasHealth([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<TargetHealth> Targets);

/// <param name="Status">What the backend's owner last said; null when it has not said anything yet.</param>
[GenerateSerializer, Immutable, Alias("gateway.TargetHealth")]
public sealed record TargetHealth(
    [property: Id(0)] string Backend, [property: Id(1)] int Priority, [property: Id(2)] int Weight, [property: Id(3)] BackendStatus? Status);
