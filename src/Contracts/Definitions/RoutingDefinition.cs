namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>How the targets of an alias are chosen and what happens when they fail: settings of an alias.</summary>
/// <remarks>Choices are kept as the words of the document, so that stored state stays readable and can be reordered.</remarks>
[GenerateSerializer, Immutable, Alias("gateway.RoutingDefinition")]
public sealed record RoutingDefinition
{
    /// <summary>By what a target is picked out of those of one priority.</summary>
    /// <value>Default <c>weighted</c>; or <c>latency</c>, <c>roundRobin</c>.</value>
    [Id(0)] public string Strategy { get; init; } = "weighted";

    /// <summary>What calls have in common that go to the same target. Null: nothing.</summary>
    /// <value>Default null; or <c>promptCache</c>: the beginning of their conversation.</value>
    [Id(1)] public string? Affinity { get; init; }

    /// <summary>How many attempts one call may take, the first included.</summary>
    /// <value>Default 3; from 1 to 10.</value>
    [Id(2)] public int MaxAttempts { get; init; } = 3;

    /// <summary>Whether the target that reopens first is tried when all are open, rather than none.</summary>
    [Id(3)] public bool Panic { get; init; }
}
