using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases.Rollouts;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>What an alias grain persists.</summary>
[GenerateSerializer, Alias("gateway.AliasState")]
internal sealed class AliasState
{
    [Id(0)] public int Schema { get; set; } = 1;

    /// <summary>The last version. Null: there never was one.</summary>
    [Id(1)] public Versioned<AliasDefinition>? Current { get; set; }

    /// <summary>Whether it was removed after that version.</summary>
    [Id(2)] public bool IsRemoved { get; set; }

    /// <summary>Oldest first, the last version included; at most <see cref="AliasHistory.Most"/>.</summary>
    [Id(3)] public IReadOnlyList<AliasVersion> History { get; set; } = [];

    /// <summary>What was seen of the rollout; null: there is none, or nothing was seen yet.</summary>
    [Id(4)] public RolloutEvidence? Rollout { get; set; }
}
