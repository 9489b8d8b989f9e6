using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>What an alias grain persists.</summary>
[GenerateSerializer, Alias("gateway.AliasState")]
internal sealed class AliasState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>Null: there is no such alias.</summary>
    [Id(1)] public Versioned<AliasDefinition>? Current { get; set; }
}
