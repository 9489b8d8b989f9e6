using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>What a backend is. Its counters are another state, so that counting never rewrites a credential.</summary>
[GenerateSerializer, Alias("gateway.BackendState")]
internal sealed class BackendState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>The last version. Null: there never was one.</summary>
    [Id(1)] public Versioned<BackendDefinition>? Current { get; set; }

    /// <summary>Whether it was removed after that version.</summary>
    [Id(2)] public bool IsRemoved { get; set; }

    /// <summary>What an operator has set; it outlives a restart.</summary>
    [Id(3)] public CircuitMode Circuit { get; set; }
}

/// <summary>What a backend has served since it was created.</summary>
[GenerateSerializer, Alias("gateway.BackendCountersState")]
internal sealed class BackendCountersState
{
    [Id(0)] public int Schema { get; set; } = 1;

    [Id(1)] public BackendCounts Total { get; set; }
}
